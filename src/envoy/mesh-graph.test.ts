import { describe, expect, test } from '@jest/globals';
import { endpoint, type Frontend, type MeshContent, meshModel } from '../../test/mesh/model.js';
import type { MeshFrontend } from '../model/index.js';
import type { EnvoyResources } from './graph.js';
import { MESH_IDENTITY, MESH_ROOTS } from './mesh-names.js';
import { backend, rule } from './testing/example.js';
import { type Encoding, encoding } from './testing/source-model.js';
import { resourceJson } from './testing/static-bootstrap.js';

const MESH = { mesh: { trustDomain: 'mesh.test', addresses: ['0.0.0.0'] } };
const HTTP = { type: 'HTTP', detect: false } as const;
const TCP: MeshFrontend['handling'] = {
  type: 'TCP',
  chains: [{ name: 'all', serverNames: [], group: 'mesh/shop/db:80/all' }],
};
const FORWARD = rule({ name: 'forward' });
const REDIRECT = rule({ name: 'redirect', action: { type: 'Redirect', redirect: { statusCode: 302 } } });

function frontend(service: string, parts: Partial<Frontend> = {}): Frontend {
  return { key: `shop/${service}:80`, addresses: ['192.0.2.1'], handling: HTTP, rules: [FORWARD], ...parts };
}

const CONTENT: MeshContent = {
  sidecars: { 'shop/web': 'Permissive', 'bank/web': 'Strict' },
  frontends: [
    frontend('cart'),
    frontend('cart', { only: 'bank', rules: [REDIRECT] }),
    frontend('db', { handling: TCP, groups: { all: [{ weight: 1, backend: 'default/a:80' }] } }),
  ],
  backends: { 'default/a:80': [endpoint('192.0.2.9', 8080, 'shop/cart'), endpoint('192.0.2.10', 8080)] },
};

function encoded(content = CONTENT, settings: Parameters<typeof encoding>[0] = MESH): Encoding {
  const result = encoding(settings);
  result.replace(meshModel(content));
  return result;
}

const keys = (collection: EnvoyResources['clusters']) => Array.from(collection.entries(), ([key]) => key).sort();
const named = (collection: EnvoyResources['clusters'], key: string) => {
  const found = collection.get(key);
  if (found === undefined) throw new Error(`there is no ${key}`);
  return found;
};

test('a sidecar has its own listeners, and those of the frontends that it uses', () => {
  const { resources } = encoded();
  const own = ['mesh/inbound', 'mesh/outbound', 'mesh/shop/cart:80', 'mesh/shop/db:80', 'readiness'];
  const sidecars = ['mesh/bank/web', 'mesh/shop/web'];
  expect(keys(resources.listeners)).toEqual(sidecars.flatMap((each) => own.map((name) => `${each}|${name}`)));
  expect(keys(resources.routeConfigurations)).toEqual(sidecars.map((each) => `${each}|mesh/shop/cart:80`));
  expect(keys(resources.endpoints)).toEqual(keys(resources.clusters));
});

test('without a mesh there is nothing of it', () => {
  const { resources } = encoded(CONTENT, {});
  expect([...resources.listeners.entries(), ...resources.routeConfigurations.entries()]).toEqual([]);
  expect(JSON.stringify(resourceJson(named(resources.clusters, 'mesh/shop/web|default/a:80')))).not.toContain('match');
  expect(JSON.stringify(resourceJson(named(resources.endpoints, 'mesh/shop/web|default/a:80')))).not.toContain('sa.');
});

test('resources say what they refer to', () => {
  const { resources } = encoded();
  const uses = (collection: EnvoyResources['clusters'], name: string) =>
    named(collection, `mesh/shop/web|${name}`).resource.references.map((each) => each.name);
  expect(uses(resources.listeners, 'mesh/inbound')).toEqual([MESH_IDENTITY, MESH_ROOTS]);
  // What leads to static clusters waits for nothing.
  expect(uses(resources.listeners, 'mesh/outbound')).toEqual([]);
  expect(uses(resources.listeners, 'mesh/shop/cart:80')).toEqual(['mesh/shop/cart:80']);
  expect(uses(resources.listeners, 'mesh/shop/db:80')).toEqual(['mesh/shop/db:80/all']);
  expect(uses(resources.routeConfigurations, 'mesh/shop/cart:80')).toEqual(['default/a:80']);
  for (const name of ['default/a:80', 'mesh/shop/db:80/all']) {
    expect(uses(resources.clusters, name)).toEqual([name, MESH_IDENTITY, MESH_ROOTS]);
  }
});

test('all clients have one listener, and each variant its routes, which redirect to the port of the frontend', () => {
  const { resources } = encoded({
    ...CONTENT,
    frontends: [
      frontend('cart', { key: 'shop/cart:8080' }),
      frontend('cart', { key: 'shop/cart:8080', only: 'bank', rules: [REDIRECT] }),
    ],
  });
  const [shop, bank] = ['shop', 'bank'].map((each) => `mesh/${each}/web|mesh/shop/cart:8080`) as [string, string];
  expect(named(resources.listeners, bank).resource).toEqual(named(resources.listeners, shop).resource);
  expect(JSON.stringify(resourceJson(named(resources.routeConfigurations, shop)))).not.toContain('redirect');
  expect(JSON.stringify(resourceJson(named(resources.routeConfigurations, bank)))).toContain('"port_redirect":8080');
});

test('an endpoint with an identity has its name, and asks for TLS of the mesh', () => {
  const { resources } = encoded();
  for (const name of ['default/a:80', 'mesh/shop/db:80/all']) {
    const { endpoints } = resourceJson(named(resources.endpoints, `mesh/shop/web|${name}`)) as unknown as {
      readonly endpoints: readonly { readonly lb_endpoints: readonly Record<string, unknown>[] }[];
    };
    const [inMesh, outside] = endpoints.flatMap(({ lb_endpoints }) => lb_endpoints);
    expect(inMesh).toMatchObject({
      endpoint: { hostname: 'cart.shop.sa.mesh.test' },
      metadata: { filter_metadata: { 'envoy.transport_socket_match': { mesh: 'true' } } },
    });
    expect(outside?.endpoint).not.toHaveProperty('hostname');
    expect(outside).not.toHaveProperty('metadata');
  }
});

/** Keys of the resources that change, by type. */
function changes({ graph, resources }: Encoding, change: () => void): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [type, collection] of Object.entries(resources)) {
    collection.subscribe((changed: ReadonlyMap<string, unknown>) => {
      found[type] = [...changed.keys()].sort();
    });
  }
  graph.transaction(change);
  return found;
}

describe('a change reaches only the resources it is about', () => {
  test('of a rule: the routes of those who have it', () => {
    const all = encoded();
    const changed = { ...FORWARD, timeouts: { request: 1 } };
    expect(changes(all, () => all.model.meshRules.set(changed.key, changed))).toEqual({
      routeConfigurations: ['mesh/shop/web|mesh/shop/cart:80'],
    });
  });

  test('of the routes that apply to a client: its routes', () => {
    const all = encoded();
    const use = { proxy: 'mesh/bank/web', frontend: 'shop/cart:80' };
    const change = () => {
      all.model.meshFrontendUses.delete('mesh/bank/web|shop/cart:80@bank');
      all.model.meshFrontendUses.set('mesh/bank/web|shop/cart:80', use);
    };
    expect(changes(all, change)).toEqual({ routeConfigurations: ['mesh/bank/web|mesh/shop/cart:80'] });
  });

  test('of who a pod is: endpoints', () => {
    const all = encoded();
    const value = { backend: 'default/a:80', endpoints: [endpoint('192.0.2.9', 8080, 'shop/other')] };
    expect(changes(all, () => all.model.endpoints.set(value.backend, value))).toEqual({
      endpoints: [
        ...['mesh/bank/web|default/a:80', 'mesh/bank/web|mesh/shop/db:80/all'],
        ...['mesh/shop/web|default/a:80', 'mesh/shop/web|mesh/shop/db:80/all'],
      ],
    });
  });

  test('of weights: endpoints of the group', () => {
    const all = encoded();
    const members = [{ weight: 3, backend: 'default/a:80' }, { weight: 1 }];
    const value = { frontend: 'shop/db:80', name: 'mesh/shop/db:80/all', members };
    expect(changes(all, () => all.model.meshGroups.set(`${value.frontend}|${value.name}`, value))).toEqual({
      endpoints: ['mesh/bank/web|mesh/shop/db:80/all', 'mesh/shop/web|mesh/shop/db:80/all'],
    });
  });

  test('of whether a workload takes others: its inbound listener', () => {
    const all = encoded();
    const sidecar = { name: 'mesh/shop/web', namespace: 'shop', serviceAccount: 'web', inbound: 'Strict' } as const;
    expect(changes(all, () => all.model.sidecars.set(sidecar.name, sidecar))).toEqual({
      listeners: ['mesh/shop/web|mesh/inbound'],
    });
  });
});

test('a rule is encoded once, however many sidecars use it and whatever else there is', () => {
  const work = (sidecars: number, services: number) => {
    const names = Array.from({ length: sidecars }, (_, index) => [`shop/s${index}`, 'Permissive'] as const);
    const others = Array.from({ length: services }, (_, index) =>
      frontend(`other${index}`, {
        rules: [rule({ name: `other${index}`, action: { type: 'Forward', backends: [backend('a')] } })],
      }),
    );
    const all = encoded({ ...CONTENT, sidecars: Object.fromEntries(names), frontends: [frontend('cart'), ...others] });
    const counts = () => all.graph.stats().collections.map(({ name, computations }) => [name, computations] as const);
    const before = new Map(counts());
    const changed = { ...FORWARD, timeouts: { request: 1 } };
    all.graph.transaction(() => all.model.meshRules.set(changed.key, changed));
    const after = counts().map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
    return Object.fromEntries(after.filter(([name, count]) => count > 0 && name.startsWith('envoy/')));
  };
  for (const [sidecars, services] of [
    [1, 1],
    [50, 100],
  ] as const) {
    expect(work(sidecars, services)).toEqual({
      'envoy/meshRules': 1,
      'envoy/meshRouteConfigurations': 1,
      'envoy/frontendRouteConfigurations': sidecars,
      'envoy/allRouteConfigurations': sidecars,
    });
  }
});
