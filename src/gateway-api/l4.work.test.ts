import { describe, expect, test } from '@jest/globals';
import { encode } from '../envoy/graph.js';
import type { EndpointSlice, Resource, Service, TLSRoute } from '../resources/types.js';
import { Translation } from './testing/translation.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const BASE: Resource[] = [
  {
    apiVersion: GATEWAY_API,
    kind: 'GatewayClass',
    metadata: { name: 'gatewright' },
    spec: { controllerName: 'gatewright.dev/gateway-controller' },
  },
  {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name: 'edge', namespace: 'app' },
    spec: {
      gatewayClassName: 'gatewright',
      listeners: [{ name: 'tls', port: 443, protocol: 'TLS', tls: { mode: 'Passthrough' } }],
    },
  },
];

function route(name: string, { hostname = `${name}.example.com`, weight = 1 } = {}): TLSRoute {
  return {
    apiVersion: GATEWAY_API,
    kind: 'TLSRoute',
    metadata: { name, namespace: 'app' },
    spec: {
      parentRefs: [{ name: 'edge' }],
      hostnames: [hostname],
      rules: [
        {
          backendRefs: [
            { name, port: 443, weight },
            { name: 'shared', port: 443 },
          ],
        },
      ],
    },
  };
}

function service(name: string): Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'app' }, spec: { ports: [{ port: 443 }] } };
}

function slice(name: string, address: string): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'app', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ port: 8443 }],
    endpoints: [{ addresses: [address] }],
  };
}

/** A Gateway with a route that is watched, and others that have nothing to do with it. */
function world(unrelated: number) {
  const names = ['shop', ...Array.from({ length: unrelated }, (_, index) => `unrelated-${index}`)];
  const translation = new Translation();
  const sharded = translation.graph.source<boolean>('sharded');
  const settings = { accessLog: 'off', bucketingSupported: true } as const;
  const { listeners } = encode(translation.graph, translation.model, { sharded }, settings);
  translation.apply(
    ...BASE,
    service('shared'),
    ...names.flatMap((name) => [route(name), service(name), slice(name, '10.0.0.1')]),
  );
  return { translation, listener: () => listeners.get('standalone|app/edge/443')?.resource.version };
}

const few = world(10);
const many = world(2_000);

/** What the change costs where there are few other routes, which must be what it costs where there are many. */
function cost(...changed: readonly Resource[]): Record<string, number> {
  const [small, large] = [few, many].map(({ translation }) => translation.work(() => translation.apply(...changed)));
  expect(large).toEqual(small);
  return small ?? {};
}

const versions = () => [few.listener(), many.listener()];

describe('the work for a change does not depend on how many routes there are', () => {
  test('weights of a route: its group, and no listener', () => {
    const before = versions();
    const work = cost(route('shop', { weight: 2 }));
    expect(work).toMatchObject({ resolvedL4Routes: 1, usedGroups: 1, 'envoy/groupEndpoints': 1 });
    expect(work['envoy/filterChains']).toBeUndefined();
    expect(versions()).toEqual(before);
  });

  test('an EndpointSlice: the endpoints of its group', () => {
    const before = versions();
    const work = cost(slice('shop', '10.0.0.2'));
    expect(work).toMatchObject({ endpoints: 1, 'envoy/groupEndpoints': 1 });
    expect(work.usedGroups).toBeUndefined();
    expect(versions()).toEqual(before);
  });

  test('a hostname of a route: its chain alone', () => {
    const before = versions();
    const work = cost(route('shop', { hostname: 'other.example.com' }));
    expect(work).toMatchObject({ l4Chains: 1, 'envoy/filterChains': 1, 'envoy/listeners': 1 });
    for (const version of versions()) expect(before).not.toContain(version);
  });

  test('a new route: its chain and its group', () => {
    const work = cost(route('new'), service('new'));
    expect(work).toMatchObject({ l4Chains: 1, usedGroups: 1, 'envoy/filterChains': 1 });
  });
});
