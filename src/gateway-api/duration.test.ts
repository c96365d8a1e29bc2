import { expect, test } from '@jest/globals';
import { parseDuration } from './duration.js';

test.each([
  ['0s', 0],
  ['10s', 10_000],
  ['500ms', 500],
  ['1h30m10s500ms', 5_410_500],
  ['1m1m', 120_000],
  ['99999h', 359_996_400_000],
  ['', undefined],
  ['10', undefined],
  ['1.5s', undefined],
  ['-1s', undefined],
  ['1d', undefined],
  ['100000s', undefined],
  ['1s1s1s1s1s', undefined],
  [' 1s', undefined],
])('%s is %s ms', (text, expected) => expect(parseDuration(text)).toBe(expected));
