import { expect, test } from '@jest/globals';
import type { CheckedFilters } from './checked-filters.js';
import type { FilterReferences } from './references.js';
import { resolveFilters } from './resolve.js';

const mirror = (name: string, numerator = 1) => ({
  ref: { name },
  field: name,
  fraction: { numerator, denominator: 1 },
});
const auth = (name: string) => ({ ref: { name }, field: name, settings: { protocol: 'HTTP' } }) as const;

/** References of which those to `missing` lead nowhere; the fields are kept in the order in which they were followed. */
function references(): { readonly references: FilterReferences; readonly followed: readonly string[] } {
  const followed: string[] = [];
  const follow: FilterReferences['follow'] = ({ name }, field) => {
    followed.push(field);
    return name === 'missing' ? undefined : `ns/${name}:80`;
  };
  const reads = {} as FilterReferences['reads'];
  return { references: { from: { kind: 'HTTPRoute', namespace: 'ns' }, reads, follow }, followed };
}

const resolved = (filters: CheckedFilters) => resolveFilters(filters, references().references);

test('settings without references stay as they are', () => {
  const rewrite = { hostname: 'h.test' };
  expect(resolved({ rewrite, redirect: { statusCode: 302 }, unresolved: [] })).toEqual({ rewrite });
});

test('mirrors without a backend or a share are left out', () => {
  expect(resolved({ mirrors: [mirror('a'), mirror('missing'), mirror('b', 0)] })).toEqual({
    mirrors: [{ backend: 'ns/a:80', fraction: { numerator: 1, denominator: 1 } }],
  });
  expect(Object.keys(resolved({ mirrors: [mirror('missing')] }) ?? {})).toEqual([]);
});

test('an authorization service has the name of its Backend, and is called by its host', () => {
  expect(resolved({ externalAuth: auth('a') })).toEqual({
    externalAuth: { protocol: 'HTTP', backend: 'ns/a:80', authority: 'a.ns' },
  });
});

test('without an authorization service nothing is forwarded', () => {
  expect(resolved({ rewrite: { hostname: 'h.test' }, externalAuth: auth('missing') })).toBeUndefined();
});

test('all references are followed, so that all problems are known', () => {
  const { references: all, followed } = references();
  resolveFilters({ externalAuth: auth('missing'), mirrors: [mirror('missing'), mirror('a')] }, all);
  expect(followed).toEqual(['missing', 'a', 'missing']);
});
