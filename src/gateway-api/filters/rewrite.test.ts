import { expect, test } from '@jest/globals';
import type { HttpMatch } from '../../model/index.js';
import type { HTTPURLRewriteFilter } from '../../resources/types.js';
import { checkFilters } from '../testing/filters.js';

const check = (urlRewrite: HTTPURLRewriteFilter, matches?: readonly HttpMatch[]) =>
  checkFilters([{ type: 'URLRewrite', urlRewrite }], matches);

test.each<[string, HTTPURLRewriteFilter, string]>([
  ['a hostname with a line break', { hostname: 'a\r\nb' }, 'is not a valid hostname'],
  [
    'a full path without a slash',
    { path: { type: 'ReplaceFullPath', replaceFullPath: 'a' } },
    'must be a path that starts with a slash',
  ],
  ['a full path that is missing', { path: { type: 'ReplaceFullPath' } }, 'path.replaceFullPath: it is missing'],
  ['a path modifier to come', { path: { type: 'ReplaceRegex' as never } }, 'path.type: "ReplaceRegex" is not one of'],
])('a rewrite is refused for %s', (_, rewrite, message) => {
  const { problems } = check(rewrite);
  expect(problems).toEqual([expect.stringContaining(message)]);
  expect(problems[0]).toContain('at[0].urlRewrite.');
});

test('a prefix can only be replaced where all matches have one', () => {
  const rewrite = { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '/x' } } as const;
  const match = (type: 'Prefix' | 'Exact') => ({ path: { type, value: '/a' }, headers: [], queryParams: [] });
  expect(check(rewrite, [match('Prefix'), match('Exact')]).problems).toEqual([
    expect.stringContaining('all matches of the rule must be of type PathPrefix'),
  ]);
  expect(check(rewrite, [match('Prefix')]).problems).toEqual([]);
});

test('a prefix can be replaced by nothing', () => {
  expect(check({ path: { type: 'ReplacePrefixMatch', replacePrefixMatch: '' } }).problems).toEqual([]);
});

test('an empty full path is the root', () => {
  const { checked } = check({ path: { type: 'ReplaceFullPath', replaceFullPath: '' } });
  expect(checked).toEqual({ rewrite: { path: { type: 'ReplaceFullPath', value: '/' } } });
});
