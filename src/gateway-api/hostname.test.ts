import { describe, expect, test } from '@jest/globals';
import { covering, covers, intersect, isHostname } from './hostname.js';

describe('intersect', () => {
  test.each([
    ['*', '*', '*'],
    ['*', 'a.example.com', 'a.example.com'],
    ['*', '*.example.com', '*.example.com'],
    ['a.example.com', 'a.example.com', 'a.example.com'],
    ['*.example.com', 'a.example.com', 'a.example.com'],
    ['*.example.com', 'a.b.example.com', 'a.b.example.com'],
    ['*.example.com', '*.b.example.com', '*.b.example.com'],
    ['*.example.com', '*.example.com', '*.example.com'],
    ['*.com', '*.example.com', '*.example.com'],
    ['a.example.com', 'b.example.com', undefined],
    ['*.example.com', 'example.com', undefined],
    ['*.example.com', 'badexample.com', undefined],
    ['*.example.com', '*.example.net', undefined],
    ['*.b.example.com', '*.c.example.com', undefined],
    ['*.b.example.com', 'a.example.com', undefined],
  ])('%s and %s have %s in common', (a, b, common) => {
    expect(intersect(a, b)).toBe(common);
    expect(intersect(b, a)).toBe(common);
  });
});

test.each([
  ['a.b.c', ['a.b.c', '*.b.c', '*.c', '*']],
  ['*.b.c', ['*.b.c', '*.c', '*']],
  ['localhost', ['localhost', '*']],
  ['*.com', ['*.com', '*']],
  ['*', ['*']],
])('what covers %s, most specific first', (hostname, expected) => {
  const all = [...covering(hostname)];
  expect(all).toEqual(expected);
  expect(all.every((each) => covers(each, hostname))).toBe(true);
});

test.each([
  ['example.com', true],
  ['*.example.com', true],
  ['localhost', true],
  ['a-1.b', true],
  ['*', false],
  ['a.*.com', false],
  ['*foo.com', false],
  ['Example.com', false],
  ['example.com.', false],
  ['example.com:80', false],
  ['-a.com', false],
  ['', false],
  [`${'a.'.repeat(126)}aa`, false],
])('%s is a hostname: %s', (hostname, expected) => expect(isHostname(hostname)).toBe(expected));
