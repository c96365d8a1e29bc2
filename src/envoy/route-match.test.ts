import { expect, test } from '@jest/globals';
import type { HttpMatch } from '../model/index.js';
import { routeMatch } from './route-match.js';

const none = { headers: [], queryParams: [] };

test.each<[HttpMatch, object]>([
  [{ path: { type: 'Prefix', value: '/' }, ...none }, { prefix: '/' }],
  [{ path: { type: 'Prefix', value: '/a' }, ...none }, { path_separated_prefix: '/a' }],
  [{ path: { type: 'Exact', value: '/a/' }, ...none }, { path: '/a/' }],
  [{ path: { type: 'Regex', value: '/a|/b' }, ...none }, { safe_regex: { regex: '/a|/b' } }],
  [
    { path: { type: 'Prefix', value: '/' }, ...none, method: 'GET' },
    { prefix: '/', headers: [{ name: ':method', string_match: { exact: 'GET' } }] },
  ],
  [
    { path: { type: 'Prefix', value: '/' }, ...none, isGrpc: true },
    {
      prefix: '/',
      headers: [{ name: 'content-type', string_match: { prefix: 'application/grpc', ignore_case: true } }],
    },
  ],
  [
    {
      path: { type: 'Prefix', value: '/' },
      headers: [{ type: 'Exact', name: 'x-a', value: '1' }],
      queryParams: [{ type: 'Regex', name: 'q', value: '.+' }],
    },
    {
      prefix: '/',
      headers: [{ name: 'x-a', string_match: { exact: '1' } }],
      query_parameters: [{ name: 'q', string_match: { safe_regex: { regex: '.+' } } }],
    },
  ],
])('%j', (match, expected) => {
  expect(routeMatch(match)).toEqual({ headers: [], query_parameters: [], ...expected });
});
