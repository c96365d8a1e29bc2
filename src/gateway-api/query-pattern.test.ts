import { expect, test } from '@jest/globals';
import { RE2JS } from 're2js';
import { patternOfEncodings } from './query-pattern.js';

test.each([
  'whale',
  'a|b',
  '^[a-z]+$',
  '(?i)whale',
  '(?P<kind>a|b)',
  '(?i:a)?',
  'a{2,3}',
  '[^@]+',
  '.*',
  '\\d+\\.\\w*',
  '\\pL',
  '\\p{Greek}',
  '[[:alpha:]]',
  '\\Qa@b\\E',
  '%40',
  '\\x41',
])('%s stays as it is', (pattern) => expect(patternOfEncodings(pattern)).toBe(pattern));

test.each([
  ['ann@shop\\.test', ['ann@shop.test', 'ann%40shop.test'], ['ann%40shopxtest']],
  ['a b?c', ['a+bc', 'a%20c'], ['abc']],
  ['1\\+1', ['1+1', '1%2B1', '1%2b1'], ['111']],
  ['a[@ ]{2}', ['a@+', 'a%40%20'], ['a@']],
  ['é+', ['%C3%A9', '%c3%a9%C3%A9'], ['%C3', '%C3%A9%A9']],
  ['\\x{40}', ['@', '%40'], ['a']],
  ['a\\sb', ['a+b', 'a%20b'], ['ab']],
  ['100%', ['100%', '100%25'], ['100']],
  ['(?:a=|b/)c', ['a%3Dc', 'b%2fc', 'a=c'], ['ac']],
])('%s takes encodings', (pattern, matching, others) => {
  const regex = RE2JS.compile(patternOfEncodings(pattern));
  expect(matching.filter((each) => !regex.matches(each))).toEqual([]);
  expect(others.filter((each) => regex.matches(each))).toEqual([]);
});
