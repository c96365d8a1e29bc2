import { expect, test } from '@jest/globals';
import type { HttpMatch, UrlRewrite } from '../../model/index.js';
import { EVERYTHING } from '../share.js';
import { destinationFields, needRoute, routeActionFields } from './contributions.js';

const match: HttpMatch = { path: { type: 'Prefix', value: '/a' }, headers: [], queryParams: [] };
const action = (rewrite: UrlRewrite) => routeActionFields({ rewrite }, { match, share: EVERYTHING });

test('a full path is not read as a format', () => {
  const path = { type: 'ReplaceFullPath', value: '/100%/%PATH%' } as const;
  expect(action({ path })).toEqual({ path_rewrite: '/100%%/%%PATH%%' });
});

test('a prefix is that of the match', () => {
  expect(action({ path: { type: 'ReplacePrefixMatch', value: '/b' } })).toEqual({ prefix_rewrite: '/b' });
});

test('a hostname alone leaves the path', () => {
  expect(action({ hostname: 'h.test' })).toEqual({});
});

test('the hostname is that of the destination', () => {
  expect(destinationFields({ rewrite: { hostname: 'h.test' } })).toEqual({ host_rewrite_literal: 'h.test' });
});

test('a backend needs a route of its own for a path, not for a hostname', () => {
  const path = { type: 'ReplaceFullPath', value: '/' } as const;
  expect([needRoute({ rewrite: { hostname: 'h.test' } }), needRoute({ rewrite: { path } })]).toEqual([false, true]);
});
