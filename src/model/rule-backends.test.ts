import { expect, test } from '@jest/globals';
import type { HttpRule } from './http-rule.js';
import { backendsOf, mapBackends } from './rule-backends.js';

const mirrors = (backend: string) => [{ backend, fraction: { numerator: 1, denominator: 1 } }];
const auth = (backend: string) => ({ protocol: 'GRPC', backend, authority: 'auth' }) as const;

const rule = (suffix = ''): Pick<HttpRule, 'filters' | 'action'> => ({
  filters: { mirrors: mirrors(`d${suffix}`), externalAuth: auth(`c${suffix}`) },
  action: {
    type: 'Forward',
    backends: [
      {
        weight: 1,
        backend: `b${suffix}`,
        filters: { mirrors: mirrors(`a${suffix}`), externalAuth: auth(`e${suffix}`) },
      },
      { weight: 2, backend: `b${suffix}`, filters: {} },
      { weight: 3, status: 500, filters: {} },
    ],
  },
});

test('a rule calls its backends, and those of all filters', () => {
  expect(backendsOf(rule())).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a redirect calls those of its filters', () => {
  const redirect = { ...rule(), action: { type: 'Redirect', redirect: { statusCode: 302 } } } as const;
  expect(backendsOf(redirect)).toEqual(['c', 'd']);
});

test('each name is replaced, and nothing else', () => {
  expect(mapBackends(rule(), (name) => `${name}!`)).toEqual(rule('!'));
});
