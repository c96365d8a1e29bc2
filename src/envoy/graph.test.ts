import { describe, expect, test } from '@jest/globals';
import { decode } from '../envoy-api/codec.js';
import type { HttpRule } from '../model/index.js';
import type { EnvoyResources } from './graph.js';
import { backend, LISTENER, local, modelOf, rule } from './testing/example.js';
import { type Encoding, encoding, type ModelContent } from './testing/source-model.js';
import { resourceJson } from './testing/static-bootstrap.js';

/** Hosts with a rule and a backend each. */
function hosts(count: number): ModelContent {
  const names = Array.from({ length: count }, (_, index) => `h${index}`);
  const to = (name: string) => rule({ name, action: { type: 'Forward', backends: [backend(name)] } });
  return modelOf({
    hosts: Object.fromEntries(names.map((name) => [`${name}.test`, [to(name)]])),
    backends: Object.fromEntries(names.map((name, index) => [name, local(index + 1)])),
  });
}

/** Calls of each function of the graph while `change` runs, without those that had none. */
function work({ graph }: Encoding, change: () => void): Record<string, number> {
  const computations = () => graph.stats().collections.map(({ name, computations }) => [name, computations] as const);
  const before = new Map(computations());
  graph.transaction(change);
  const after = computations().map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(after.filter(([name, count]) => count > 0 && name.startsWith('envoy/')));
}

/** Names of the resources that change, by type. */
function changes(encoded: Encoding, change: () => void): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const stops = Object.entries(encoded.resources).map(
    ([type, collection]: [string, EnvoyResources[keyof EnvoyResources]]) =>
      collection.subscribe((changed: ReadonlyMap<string, unknown>) => {
        found[type] = [...changed.keys()].sort();
      }),
  );
  encoded.graph.transaction(change);
  for (const stop of stops) stop();
  return found;
}

const changed = (name: string): HttpRule =>
  rule({
    name,
    filters: { requestHeaders: { set: [{ name: 'x-a', value: 'new' }], add: [], remove: [] } },
    action: { type: 'Forward', backends: [backend(name)] },
  });

describe('the cost of a change does not depend on how much there is', () => {
  const sizes = [10, 10_000] as const;
  const encodings = (sharded: boolean) =>
    sizes.map((size) => {
      const encoded = encoding();
      if (sharded) encoded.sharded.set(LISTENER, true);
      encoded.replace(hosts(size));
      return encoded;
    });

  test.each([false, true])('of a rule (sharded: %s): one encode, one host, one RouteConfiguration', (sharded) => {
    const key = changed('h1').key;
    const [small, large] = encodings(sharded).map((each) =>
      work(each, () => each.model.httpRules.set(key, changed('h1'))),
    );
    expect(large).toEqual(small);
    expect(small).toEqual({
      'envoy/routes': 1,
      'envoy/virtualHosts': 1,
      'envoy/virtualHostsByRouteConfiguration': 1,
      'envoy/routeConfigurationClusters': 1,
      'envoy/routeConfigurations': 1,
    });
  });

  test('of endpoints: one load assignment', () => {
    const name = 'default/h1:80';
    const [small, large] = encodings(false).map((each) =>
      work(each, () => each.model.endpoints.set(name, { backend: name, endpoints: local(7) })),
    );
    expect(large).toEqual(small);
    expect(small).toEqual({ 'envoy/encodedEndpoints': 1, 'envoy/backendEndpoints': 1, 'envoy/endpoints': 1 });
  });
});

describe('a change reaches only the resources it is about', () => {
  const start = () => {
    const encoded = encoding();
    encoded.replace({
      ...hosts(3),
      certificates: [{ name: 'default/c', chain: 'chain', privateKey: 'key' }],
      certificateUses: [{ proxy: 'default/gateway', certificate: 'default/c' }],
    });
    return encoded;
  };
  const routeConfiguration = [`default/gateway|${LISTENER}`];

  test('rule', () => {
    const encoded = start();
    const { key } = changed('h1');
    expect(changes(encoded, () => encoded.model.httpRules.set(key, changed('h1')))).toEqual({
      routeConfigurations: routeConfiguration,
    });
  });

  test('external authorization', () => {
    const encoded = start();
    const externalAuth = { protocol: 'GRPC', backend: 'default/h2:80', authority: 'h2.default' } as const;
    const asking = { ...changed('h1'), filters: { externalAuth } };
    expect(changes(encoded, () => encoded.model.httpRules.set(asking.key, asking))).toEqual({
      routeConfigurations: routeConfiguration,
    });
    const other = { ...asking, filters: { externalAuth: { ...externalAuth, maxBodySize: 1 } } };
    expect(changes(encoded, () => encoded.model.httpRules.set(asking.key, other))).toEqual({
      routeConfigurations: routeConfiguration,
    });
  });

  test('filters of a listener', () => {
    const encoded = start();
    const [host] = hosts(3).virtualHosts ?? [];
    if (host === undefined) throw new Error('there is no host');
    const { routeTable, domain } = host;
    const auth = { protocol: 'GRPC', backend: 'default/h2:80', authority: 'h2.default' } as const;
    for (const more of [
      { filters: [auth] },
      { filters: [auth, { ...auth, maxBodySize: 1 }] },
      { refusal: 500 } as const,
    ]) {
      expect(
        changes(encoded, () => encoded.model.virtualHosts.set(`${routeTable}|${domain}`, { ...host, ...more })),
      ).toEqual({
        routeConfigurations: routeConfiguration,
      });
    }
  });

  test('the name of a rule’s section, which Envoy does not see', () => {
    const encoded = start();
    const [first] = hosts(3).httpRules ?? [];
    const renamed = { ...(first ?? rule()), name: 'section' };
    expect(changes(encoded, () => encoded.model.httpRules.set(renamed.key, renamed))).toEqual({});
  });

  test('endpoints', () => {
    const encoded = start();
    const value = { backend: 'default/h1:80', endpoints: [] };
    expect(changes(encoded, () => encoded.model.endpoints.set(value.backend, value))).toEqual({
      endpoints: ['default/gateway|default/h1:80'],
    });
  });

  test('certificate', () => {
    const encoded = start();
    const value = { name: 'default/c', chain: 'new', privateKey: 'key' };
    expect(changes(encoded, () => encoded.model.certificates.set(value.name, value))).toEqual({
      secrets: ['default/gateway|default/c'],
    });
  });

  test('a domain more', () => {
    const encoded = start();
    const value = { routeTable: LISTENER, domain: 'new.test', routes: [] } as const;
    expect(changes(encoded, () => encoded.model.virtualHosts.set(`${LISTENER}|new.test`, value))).toEqual({
      routeConfigurations: routeConfiguration,
      virtualHostCounts: [LISTENER],
    });
  });

  test('another proxy that uses a backend', () => {
    const encoded = start();
    const use = { proxy: 'default/other', backend: 'default/h1:80' };
    expect(changes(encoded, () => encoded.model.backendUses.set('default/other|default/h1:80', use))).toEqual({
      clusters: ['default/other|default/h1:80'],
      endpoints: ['default/other|default/h1:80'],
    });
  });
});

describe('a table that is sharded', () => {
  test('has 64 route configurations, with wildcards in all of them', () => {
    const encoded = encoding();
    encoded.sharded.set(LISTENER, true);
    encoded.replace(modelOf({ hosts: { 'www.test': [rule()], '*.wild.test': [rule()], '*': [rule()] } }));
    const domains = Array.from(encoded.resources.routeConfigurations.entries(), ([, value]) => {
      const hosts = resourceJson(value).virtual_hosts as { domains: string[] }[];
      return hosts.flatMap((host) => host.domains);
    });
    expect(domains).toHaveLength(64);
    expect(domains.filter((each) => each.includes('*') && each.includes('*.wild.test'))).toHaveLength(64);
    expect(domains.filter((each) => each.includes('www.test'))).toHaveLength(1);
    // As many again hold the route configurations.
    expect(encoded.resources.scopedRoutes.size).toBe(128);
  });

  test('has the listeners that it had before, and has again when it is whole', () => {
    const encoded = encoding();
    encoded.replace(hosts(2));
    const listeners = () => Array.from(encoded.resources.listeners.entries());
    const before = listeners();
    encoded.graph.transaction(() => encoded.sharded.set(LISTENER, true));
    expect(encoded.resources.routeConfigurations.size).toBe(64);
    expect(listeners()).toEqual(before);
    encoded.graph.transaction(() => encoded.sharded.delete(LISTENER));
    expect(encoded.resources.routeConfigurations.size).toBe(1);
    expect(listeners()).toEqual(before);
  });

  test('is delivered in one piece where the proxies cannot choose a shard', () => {
    const encoded = encoding({ bucketingSupported: false });
    encoded.sharded.set(LISTENER, true);
    encoded.replace(hosts(1));
    expect(encoded.resources.routeConfigurations.size).toBe(1);
    expect(encoded.resources.scopedRoutes.size).toBe(0);
  });
});

test('resources say what they refer to', () => {
  const encoded = encoding();
  const mirrors = [{ backend: 'default/m:80', fraction: { numerator: 1, denominator: 1 } }];
  const missing = { weight: 1, filters: {} };
  const one = rule({
    name: 'one',
    filters: { mirrors },
    action: { type: 'Forward', backends: [backend('b'), missing] },
  });
  encoded.replace(modelOf({ hosts: { 'a.test': [rule()], 'b.test': [one] }, backends: { a: [], b: [], m: [] } }));
  const named = (type: 'listeners' | 'scopedRoutes' | 'clusters' | 'routeConfigurations' | 'endpoints') =>
    Array.from(encoded.resources[type].entries(), ([, { resource }]) => resource.references.map(({ name }) => name));
  const [scopes = [], ...others] = named('listeners');
  expect([scopes.length, scopes[0], others]).toEqual([64, `${LISTENER}#0`, []]);
  expect(new Set(named('scopedRoutes').flat())).toEqual(new Set([LISTENER]));
  expect(named('routeConfigurations')).toEqual([['default/a:80', 'default/b:80', 'default/m:80']]);
  expect(named('clusters')).toEqual([['default/a:80'], ['default/b:80'], ['default/m:80']]);
  expect(named('endpoints')).toEqual([[], [], []]);
});

test('a message that Envoy would refuse is not sent: the last good one stays', () => {
  const errors: unknown[] = [];
  const encoded = encoding({}, (error) => errors.push(error));
  encoded.replace(hosts(2));
  const before = encoded.resources.routeConfigurations.get(`default/gateway|${LISTENER}`);
  const bad = {
    ...changed('h1'),
    matches: [{ path: { type: 'Regex', value: '' }, headers: [], queryParams: [] }],
  } as const;
  encoded.graph.transaction(() => encoded.model.httpRules.set(bad.key, bad));
  expect(errors).toHaveLength(1);
  expect(String(errors[0])).toMatch(
    /Envoy would refuse this envoy\.config\.route\.v3\.Route: match\.safe_regex\.regex/,
  );
  expect(encoded.resources.routeConfigurations.get(`default/gateway|${LISTENER}`)).toBe(before);
});

test('the bytes are a message', () => {
  const encoded = encoding();
  encoded.replace(hosts(2));
  const [[, value] = []] = encoded.resources.routeConfigurations.entries();
  const { type_url, value: bytes } = decode('google.protobuf.Any', value?.resource.any ?? new Uint8Array());
  expect(type_url).toBe('type.googleapis.com/envoy.config.route.v3.RouteConfiguration');
  expect(decode('envoy.config.route.v3.RouteConfiguration', bytes)).toMatchObject({
    name: LISTENER,
    virtual_hosts: [{ domains: ['h0.test', 'h0.test.'] }, { domains: ['h1.test', 'h1.test.'] }],
  });
});
