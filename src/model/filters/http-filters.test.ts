import { expect, test } from '@jest/globals';
import type { ExternalAuth } from './external-auth.js';
import type { HeaderModifier } from './header-modifier.js';
import { type HttpFilters, mapFilterBackends, mergeFilters } from './http-filters.js';

const modifier = (set: object = {}, add: object = {}, remove: readonly string[] = []): HeaderModifier => {
  const list = (values: object) => Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
  return { set: list(set), add: list(add), remove };
};

test.each<[string, HeaderModifier | undefined, HeaderModifier | undefined, HeaderModifier | undefined]>([
  ['nothing', undefined, undefined, undefined],
  ['one of them', undefined, modifier({ a: 1 }), modifier({ a: 1 })],
  ['set twice', modifier({ a: 1 }), modifier({ a: 2 }), modifier({ a: 2 })],
  ['set after add', modifier({}, { a: 1 }), modifier({ a: 2 }), modifier({ a: 2 })],
  ['add after set', modifier({ a: 1 }), modifier({}, { a: 2 }), modifier({ a: 1 }, { a: 2 })],
  [
    'added twice',
    modifier({}, { a: 1 }),
    modifier({}, { a: 2 }),
    {
      set: [],
      add: [
        { name: 'a', value: '1' },
        { name: 'a', value: '2' },
      ],
      remove: [],
    },
  ],
  ['remove after set', modifier({ a: 1, b: 1 }), modifier({}, {}, ['a']), modifier({ b: 1 }, {}, ['a'])],
  ['remove after add', modifier({}, { a: 1 }), modifier({}, {}, ['a']), modifier({}, {}, ['a'])],
  ['add after remove', modifier({}, {}, ['a']), modifier({}, { a: 2 }), modifier({}, { a: 2 }, ['a'])],
  ['removed twice', modifier({}, {}, ['a', 'b']), modifier({}, {}, ['a']), modifier({}, {}, ['a', 'b'])],
])('header modifiers of a rule and a backend are joined: %s', (_, rule, backend, expected) => {
  const filters = (value: HeaderModifier | undefined) =>
    value === undefined ? {} : { requestHeaders: value, responseHeaders: value };
  const merged = mergeFilters(filters(rule), filters(backend));
  expect([merged.requestHeaders, merged.responseHeaders]).toEqual([expected, expected]);
});

const externalAuth = (backend: string): ExternalAuth => ({ protocol: 'HTTP', backend, authority: 'auth' });
const mirror = (backend: string) => ({ backend, fraction: { numerator: 1, denominator: 1 } });

test('the backend’s hostname, path, CORS and authorization are preferred, and all mirrors kept', () => {
  const path = { type: 'ReplaceFullPath', value: '/' } as const;
  const cors = {
    allowOrigins: [],
    allowMethods: [],
    allowHeaders: [],
    exposeHeaders: [],
    allowCredentials: false,
    maxAge: 1,
  };
  const rule = { rewrite: { hostname: 'rule', path }, cors, mirrors: [mirror('m')] };
  expect(mergeFilters(rule, { rewrite: { hostname: 'backend' }, mirrors: [mirror('n')] })).toEqual({
    rewrite: { hostname: 'backend', path },
    cors,
    mirrors: [mirror('m'), mirror('n')],
  });
  expect(mergeFilters(rule, { cors: { ...cors, maxAge: 2 } }).cors?.maxAge).toBe(2);
  expect(mergeFilters({ externalAuth: externalAuth('rule') }, { externalAuth: externalAuth('backend') })).toEqual({
    externalAuth: externalAuth('backend'),
  });
});

test('a setting that only one of them has is kept', () => {
  const rule: HttpFilters = { externalAuth: externalAuth('a'), mirrors: [mirror('m')] };
  expect([mergeFilters(rule, {}), mergeFilters({}, rule)]).toEqual([rule, rule]);
});

test('a setting that neither has is absent', () => {
  expect(Object.keys(mergeFilters({ rewrite: {} }, {}))).toEqual(['rewrite']);
});

test('each name of a Backend is replaced, and nothing else', () => {
  const filters = (suffix: string): HttpFilters => ({
    mirrors: [mirror(`m${suffix}`), mirror(`n${suffix}`)],
    externalAuth: externalAuth(`a${suffix}`),
    rewrite: { hostname: 'h' },
  });
  expect(mapFilterBackends(filters(''), (name) => `${name}!`)).toEqual(filters('!'));
});
