import { describe, expect, test } from '@jest/globals';
import type { GRPCRoute, HTTPRoute } from '../resources/types.js';
import { checkedGrpcRoute } from './grpc-route.js';
import { type CheckedHttpRoute, checkedHttpRoute } from './http-route.js';

const LARGE = { type: 'RegularExpression' as const };
const large = (index: number) => `x{${1000 - index}}y{999}z{999}`;
const metadata = { name: 'route', namespace: 'ns' };
const RULES = Array.from({ length: 40 }, (_, index) => index);

const ROUTES: readonly (readonly [string, string, () => CheckedHttpRoute | undefined])[] = [
  [
    'paths of an HTTPRoute',
    '.path.value',
    () => http(RULES.map((index) => ({ matches: [{ path: { ...LARGE, value: large(index) } }] }))),
  ],
  [
    'headers of an HTTPRoute',
    '.headers[0].value',
    () => http(RULES.map((index) => ({ matches: [{ headers: [{ ...LARGE, name: 'a', value: large(index) }] }] }))),
  ],
  [
    'query parameters of an HTTPRoute',
    '.queryParams[0].value',
    () => http(RULES.map((index) => ({ matches: [{ queryParams: [{ ...LARGE, name: 'a', value: large(index) }] }] }))),
  ],
  [
    'methods of a GRPCRoute',
    '.method.service',
    () => grpc(RULES.map((index) => ({ matches: [{ method: { ...LARGE, service: large(index) } }] }))),
  ],
  [
    'headers of a GRPCRoute',
    '.headers[0].value',
    () => grpc(RULES.map((index) => ({ matches: [{ headers: [{ ...LARGE, name: 'a', value: large(index) }] }] }))),
  ],
];

describe('the regular expressions of a route', () => {
  test.each(ROUTES)('have a bound together: %s', (_, field, route) => {
    const rules = route()?.rules ?? [];
    const refused = rules.findIndex(({ problem }) => problem !== undefined);
    expect(refused).toBeGreaterThan(3);
    expect(rules.slice(refused).every(({ problem, matches }) => problem !== undefined && matches.length === 0)).toBe(
      true,
    );
    expect(rules.at(-1)?.problem).toEqual({
      reason: 'UnsupportedValue',
      message: expect.stringMatching(
        /^spec\.rules\[39\]\.matches\[0\]\..* is one regular expression too many: .*move rules to another route/,
      ),
    });
    expect(rules.at(-1)?.problem?.message).toContain(field);
  });

  test('have room however many values have to be matched in all their encodings', () => {
    const values = Array.from({ length: 16 }, (_, index) => ({
      name: `q${index}`,
      value: `${index}${'/'.repeat(1000)}`,
    }));
    const path = { ...LARGE, value: '/users/[0-9]+' };
    const [first, second] = http([{ matches: [{ queryParams: values }] }, { matches: [{ path }] }])?.rules ?? [];
    expect(first?.problem).toBeUndefined();
    expect(first?.warnings.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('matches only unencoded'),
    );
    expect(second?.problem).toBeUndefined();
    expect(second?.matches).toHaveLength(1);
  });

  test('do not depend on what other routes have', () => {
    const [, , route] = ROUTES[0] ?? [];
    expect(route?.()).toEqual(route?.());
  });
});

function http(rules: NonNullable<NonNullable<HTTPRoute['spec']>['rules']>): CheckedHttpRoute | undefined {
  return checkedHttpRoute({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata,
    spec: { rules },
  })[0]?.[1];
}

function grpc(rules: NonNullable<NonNullable<GRPCRoute['spec']>['rules']>): CheckedHttpRoute | undefined {
  return checkedGrpcRoute({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata,
    spec: { rules },
  })[0]?.[1];
}
