import { expect, test } from '@jest/globals';
import { quantity } from './quantity.js';

test.each([
  ['500m', 0.5],
  [2, 2],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['1e3', 1000],
  ['12E', 12e18],
  ['1E2', 100],
  ['128Mi', 134_217_728],
  ['1G', 1e9],
  ['100k', 100_000],
  ['', undefined],
  ['much', undefined],
  ['1 Gi', undefined],
  ['-1', undefined],
  [undefined, undefined],
])('%s is %s', (text, number) => expect(quantity(text)).toBe(number));
