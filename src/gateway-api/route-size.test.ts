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
  expect(rules[1]?.filters).toEqual({ filters: {}, mirrors: [] });
});

function checked(rules: readonly HTTPRouteRule[]): readonly CheckedHttpRule[] {
  const route = {
    apiVersion: 'gateway.networking.k8s.io/v1' as const,
    kind: 'HTTPRoute' as const,
    metadata: { name: 'route', namespace: 'ns' },
    spec: { rules },
  };
  return checkedHttpRoute(route)[0]?.[1].rules ?? [];
}
