import { expect, test } from '@jest/globals';
import type { HTTPRouteRule } from '../resources/types.js';
import { type CheckedHttpRule, checkedHttpRoute } from './http-route.js';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const matches = (count: number) => range(count).map((index) => ({ path: { value: `/path-of-some-length/${index}` } }));
const cors = (count: number) => ({
  type: 'CORS' as const,
  cors: {
    allowOrigins: range(count).map((index) => `https://app${index}.some-company.example`),
  },
});
const backend = (index: number) => ({ name: `service-${index}`, port: 80 });

test('the largest route of usual parts fits', () => {
  const rules = range(16).map(() => ({
    matches: matches(8),
    filters: [cors(10)],
    backendRefs: range(16).map(backend),
    retry: { codes: [503] },
  }));
  expect(checked(rules).flatMap(({ problem }) => problem ?? [])).toEqual([]);
});

test('a rule that does not fit any more answers an error without what multiplies, and those that fit go on', () => {
  const large = {
    matches: matches(64),
    filters: [cors(64)],
    backendRefs: range(16).map((index) => ({ ...backend(index), filters: [cors(64)] })),
  };
  const small = { matches: matches(1), filters: [cors(1)], backendRefs: [backend(0)] };
  const rules = checked([small, large, small]);
  expect(rules.map(({ problem }) => problem?.message)).toEqual([
    undefined,
    expect.stringMatching(
      /^spec\.rules\[1\]: its matches, backends, filters and allowed origins multiply to about \d+\.\d MB of configuration, .* may take 8\.0 MB together\. .*move it to another route\.$/,
    ),
    undefined,
  ]);
  expect(rules[1]?.matches).toHaveLength(64);
  expect(rules[1]?.filters).toEqual({});
});

test('hostnames with a wildcard count for each part of a large listener, and matches that do not even fit without the rest are left out', () => {
  const rules = range(128).map((index) => ({
    matches: [{ path: { value: `/${'p'.repeat(1_000)}${index}` }, headers: [{ name: 'a', value: 'v'.repeat(2_000) }] }],
  }));
  const wildcards = range(16).map((index) => `*.domain${index}.example`);
  const problems = (hostnames: readonly string[]) =>
    checked(rules, hostnames).filter(({ problem }) => problem !== undefined);
  expect(problems(wildcards.map((hostname) => hostname.slice(2)))).toEqual([]);
  const [first] = problems(wildcards.slice(1));
  expect(first).toMatchObject({ key: 'HTTPRoute/ns/route/77', matches: [], ranks: [] });
  expect(first?.problem?.message).toMatch(
    / of one route with such hostnames and parents may take 0\.3 MB together\. .* It matches no requests\.$/,
  );
});

test('Services count for the sidecars that get the route', () => {
  const rules = range(16).map(() => ({ matches: matches(16), filters: [cors(20)], backendRefs: [backend(0)] }));
  const fits = (services: number) => checked(rules, [], services).every(({ problem }) => problem === undefined);
  expect(fits(1)).toBe(true);
  expect(fits(32)).toBe(false);
});

function checked(
  rules: readonly HTTPRouteRule[],
  hostnames: readonly string[] = ['one.example'],
  services = 0,
): readonly CheckedHttpRule[] {
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1' as const,
    kind: 'HTTPRoute' as const,
    metadata: { name: 'route', namespace: 'ns' },
    spec: {
      hostnames,
      rules,
      parentRefs: range(services).map((index) => ({ group: '', kind: 'Service', name: `service-${index}` })),
    },
  };
  return checkedHttpRoute(route)[0]?.[1].rules ?? [];
}
