import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backend, rule } from '../../src/envoy/testing/example.js';
import type { HttpRule, UrlRewrite } from '../../src/model/index.js';
import { type RunningExample, runExample } from './run.js';

type Case = [match: string, replacement: string, request: string, received: string];

/** The table of HTTPPathModifier.replacePrefixMatch in the API, and what follows from it. */
const PREFIXES: readonly Case[] = [
  ['/foo', '/xyz', '/foo/bar', '/xyz/bar'],
  ['/foo', '/xyz/', '/foo/bar', '/xyz/bar'],
  ['/foo', '/xyz', '/foo', '/xyz'],
  ['/foo', '/xyz', '/foo/', '/xyz/'],
  ['/foo', '', '/foo/bar', '/bar'],
  ['/foo', '', '/foo/', '/'],
  ['/foo', '', '/foo', '/'],
  ['/foo', '/', '/foo/', '/'],
  ['/foo', '/', '/foo', '/'],
  ['/foo', '/', '/foo/bar/', '/bar/'],
  ['/foo', '/', '/foo?q=/foo/', '/?q=/foo/'],
  ['/foo', '/xyz', '/foo?q=1', '/xyz?q=1'],
  ['/foo', '/xyz', '/foo/foo/bar', '/xyz/foo/bar'],
  ['/foo', '/', '/foo/foo/bar', '/foo/bar'],
  ['/a.b+c', '/', '/a.b+c/d', '/d'],
  ['/', '/xyz', '/bar', '/xyz/bar'],
  ['/', '/xyz', '/', '/xyz/'],
  ['/', '/', '/bar', '/bar'],
  ['/', '', '/bar?q=1', '/bar?q=1'],
  ['/foo', '/100%/%PATH%', '/foo/bar', '/100%/%PATH%/bar'],
];

const FULL: readonly Case[] = [
  ['/foo', '/one', '/foo/bar', '/one'],
  ['/foo', '/one', '/foo?q=1&r=%20', '/one?q=1&r=%20'],
  ['/', '/one/', '/', '/one/'],
  ['/foo', '/100%/%PATH%/\\1', '/foo', '/100%/%PATH%/\\1'],
];

const path = (type: 'ReplaceFullPath' | 'ReplacePrefixMatch', value: string): UrlRewrite => ({ path: { type, value } });

const CASES = [
  ...PREFIXES.map(([match, value, ...rest]) => [match, path('ReplacePrefixMatch', value), ...rest] as const),
  ...FULL.map(([match, value, ...rest]) => [match, path('ReplaceFullPath', value), ...rest] as const),
];

/** The same rewrite for the rule, for its only backend and for one of two backends. */
const LEVELS: { readonly [level: string]: (name: string, match: string, rewrite: UrlRewrite) => HttpRule } = {
  rule: (name, match, rewrite) => ({ ...ofPrefix(name, match), filters: { rewrite } }),
  backend: (name, match, rewrite) => ({
    ...ofPrefix(name, match),
    action: { type: 'Forward', backends: [backend('a', { filters: { rewrite } })] },
  }),
  backends: (name, match, rewrite) => ({
    ...ofPrefix(name, match),
    action: {
      type: 'Forward',
      backends: [backend('a', { filters: { rewrite } }), backend('b', { filters: { rewrite } })],
    },
  }),
};

function ofPrefix(name: string, value: string): HttpRule {
  return rule({ name, matches: [{ path: { type: 'Prefix', value }, headers: [], queryParams: [] }] });
}

let envoy: RunningExample;
beforeAll(async () => {
  const hosts = Object.entries(LEVELS).flatMap(([level, make]) =>
    CASES.map(([match, rewrite], index) => {
      const host = `${level}-${index}.test`;
      return [host, [make(host, match, rewrite)]];
    }),
  );
  const hostname = { rewrite: { hostname: 'one.example.org' } };
  const forward = (...backends: Parameters<typeof backend>[1][]) =>
    ({ type: 'Forward', backends: backends.map((parts, index) => backend('ab'[index] ?? 'a', parts)) }) as const;
  envoy = await runExample(
    {
      ...Object.fromEntries(hosts),
      'host-rule.test': [rule({ name: 'host-rule', filters: hostname })],
      'host-backend.test': [rule({ name: 'host-backend', action: forward({ filters: hostname }) })],
      'host-backends.test': [
        rule({
          name: 'host-backends',
          filters: { rewrite: { hostname: 'rule.example.org' } },
          action: forward({ filters: hostname }, {}),
        }),
      ],
    },
    { echo: ['a', 'b'] },
  );
});
afterAll(() => envoy.stop());

describe.each(Object.keys(LEVELS))('a path rewritten by a %s', (level) => {
  test.each(CASES.map((each, index) => [...each, index] as const))(
    '%s, %j: %s',
    async (_, __, request, received, index) => {
      const response = await envoy.request({ host: `${level}-${index}.test`, path: request });
      expect(response.echoed().path).toBe(received);
    },
  );
});

test('a backend can see the path before it was rewritten', async () => {
  const { headers } = (await envoy.request({ host: 'rule-0.test', path: '/foo/bar?q=1' })).echoed();
  expect(headers['x-envoy-original-path']).toBe('/foo/bar?q=1');
});

describe('a hostname rewritten', () => {
  test.each(['host-rule.test', 'host-backend.test'])('%s', async (host) => {
    expect((await envoy.request({ host, path: '/two' })).echoed()).toMatchObject({
      host: 'one.example.org',
      path: '/two',
    });
  });

  test('by a rule, and by one of its backends instead', async () => {
    const hosts = new Map<string, string>();
    while (hosts.size < 2) {
      const { name, host } = (await envoy.request({ host: 'host-backends.test' })).echoed();
      hosts.set(name, host);
    }
    expect(Object.fromEntries(hosts)).toEqual({ a: 'one.example.org', b: 'rule.example.org' });
  });

  test('not: the host is what the client sent', async () => {
    expect((await envoy.request({ host: 'rule-0.test:8080', path: '/foo' })).echoed().host).toBe('rule-0.test:8080');
  });
});
