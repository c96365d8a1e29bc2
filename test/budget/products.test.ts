import { describe, expect, test } from '@jest/globals';
import type { HTTPRoute, HTTPRouteMatch, HTTPRouteRule } from '../../src/resources/types.js';
import { Environment } from './environment.js';
import { costOf } from './reference.js';

/** Milliseconds of CPU for one object. */
const BOUND = 400;
/** Bytes that Envoy gets for each hostname of one. */
const MOST_BYTES = 10_000_000;

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const label = 'a'.repeat(60);

function cors(origins: number, headers = 64) {
  return {
    type: 'CORS' as const,
    cors: {
      allowOrigins: range(origins).map((index) => `https://${label}.${label}.${label}.b${index}.example.com`),
      allowHeaders: range(headers).map((index) => `x-${'h'.repeat(200)}${index}`),
      exposeHeaders: range(headers).map((index) => `x-${'e'.repeat(200)}${index}`),
    },
  };
}

function headers(count: number, length: number) {
  const set = range(count).map((index) => ({ name: `x-${index}`, value: 'v'.repeat(length) }));
  return { type: 'RequestHeaderModifier' as const, requestHeaderModifier: { set } };
}

const BACKEND = { name: 'service', port: 80 };

const match = (rule: number, index: number): HTTPRouteMatch => ({
  path: { type: 'PathPrefix', value: `/${'p'.repeat(900)}${rule}-${index}` },
  method: 'GET',
  headers: [{ name: 'a', value: 'b' }],
});

const expression = (index: number) => ({ type: 'RegularExpression' as const, value: `/(?:.){${900 - index}}.{400}#` });

/** What each is large by is small by itself. */
const PRODUCTS: readonly (readonly [string, (rule: number) => HTTPRouteRule])[] = [
  [
    'matches by origins by backends that have or inherit CORS',
    (rule) => ({
      matches: range(1 + (rule % 8)).map((index) => match(rule, index)),
      filters: [cors(64, 8)],
      backendRefs: range(16).map((index) => ({ ...BACKEND, ...(index % 2 === 0 && { filters: [cors(1, 1)] }) })),
    }),
  ],
  [
    'matches by origins by backends, all with CORS',
    (rule) => ({
      matches: range(1 + (rule % 8)).map((index) => match(rule, index)),
      backendRefs: range(16).map(() => ({ ...BACKEND, filters: [cors(16, 4)] })),
    }),
  ],
  [
    'matches by origins of a redirect',
    (rule) => ({
      matches: range(1 + (rule % 8)).map((index) => match(rule, index)),
      filters: [cors(64), { type: 'RequestRedirect', requestRedirect: { statusCode: 301, scheme: 'https' } }],
    }),
  ],
  [
    'matches by headers of the rule by backends',
    (rule) => ({
      matches: range(8).map((index) => match(rule, index)),
      filters: [headers(16, 2_000)],
      backendRefs: range(16).map(() => ({ ...BACKEND, filters: [headers(1, 1)] })),
    }),
  ],
  [
    'one value of query parameters, many times',
    (rule) => ({
      matches: range(8).map((index) => ({
        ...match(rule, index),
        queryParams: range(8).map((param) => ({ name: `q${param}`, value: '/'.repeat(900) })),
      })),
    }),
  ],
  [
    'expressions for paths that no request has',
    (rule) => ({
      matches: range(8).map((index) => ({ path: expression(8 * rule + index) })),
    }),
  ],
];

describe('what multiplies in an object costs no more than it may', () => {
  test.each(PRODUCTS)('%s', (_, rule) => {
    const environment = new Environment();
    const object: HTTPRoute = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: {
        ...{ name: 'hostile', namespace: 'default' },
        ...{ uid: 'u', generation: 1, creationTimestamp: '2025-01-01T00:00:00Z' },
      },
      spec: { parentRefs: [{ name: 'gateway', sectionName: 'l4' }], rules: range(16).map(rule) },
    };
    const before = environment.delivered;
    let bytes = 0;
    const cost = costOf(() => {
      environment.put(object);
      bytes = environment.delivered - before;
      environment.remove(object);
    }, BOUND);
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
    expect(cost).toBeLessThan(BOUND);
  });
});
