import { describe, expect, test } from '@jest/globals';
import type {
  BackendTLSPolicy,
  ConfigMap,
  EndpointSlice,
  Gateway,
  GRPCRoute,
  HTTPRoute,
  ReferenceGrant,
  Resource,
  Secret,
  Service,
} from '../resources/types.js';
import { selfSigned } from './testing/certificate.js';
import { Translation } from './testing/translation.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const certificates = [selfSigned(['example.com']), selfSigned(['example.com'])];

function route(name: string, { port = 80, path = '/', namespace = 'app' } = {}): HTTPRoute {
  return {
    apiVersion: GATEWAY_API,
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ name: 'web', namespace: 'infra' }],
      hostnames: [`${name}.example.com`],
      rules: [
        { matches: [{ path: { type: 'PathPrefix', value: path } }], backendRefs: [{ name, port }] },
        { matches: [{ path: { type: 'Exact', value: '/other' } }], backendRefs: [{ name, namespace: 'other', port }] },
      ],
    },
  };
}

function grpcRoute(name: string, ...hostnames: readonly string[]): GRPCRoute {
  return {
    apiVersion: GATEWAY_API,
    kind: 'GRPCRoute',
    metadata: { name, namespace: 'app' },
    spec: {
      parentRefs: [{ name: 'web', namespace: 'infra' }],
      hostnames,
      rules: [{ matches: [{ method: { service: 'shop.Orders' } }], backendRefs: [{ name: 'shop', port: 80 }] }],
    },
  };
}

function service(name: string): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'app' },
    spec: { ports: [{ name: 'http', port: 80 }] },
  };
}

function slice(name: string, address: string): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${name}-1`, namespace: 'app', labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 3000 }],
    endpoints: [{ addresses: [address] }],
  };
}

function secret(name: string, index: number): Secret {
  const { certificate = '', key = '' } = certificates[index] ?? {};
  const data = { 'tls.crt': btoa(certificate), 'tls.key': btoa(key) };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'infra' }, type: 'kubernetes.io/tls', data };
}

function gateway(name: string, ports: readonly number[]): Gateway {
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name, namespace: 'infra' },
    spec: {
      gatewayClassName: 'gatewright',
      listeners: ports.map((port) => ({
        name: `https-${port}`,
        port,
        protocol: 'HTTPS',
        tls: { certificateRefs: [{ name: `cert-${port}` }] },
        allowedRoutes: { namespaces: { from: 'All' } },
      })),
    },
  };
}

function grant(namespace: string): ReferenceGrant {
  return {
    apiVersion: GATEWAY_API,
    kind: 'ReferenceGrant',
    metadata: { name: 'grant', namespace: 'other' },
    spec: {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }],
      to: [{ group: '', kind: 'Service' }],
    },
  };
}

function configMap(name: string, index: number): ConfigMap {
  const data = { 'ca.crt': certificates[index]?.certificate ?? '' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'app' }, data };
}

function policy(name: string, hostname = 'example.com'): BackendTLSPolicy {
  return {
    apiVersion: GATEWAY_API,
    kind: 'BackendTLSPolicy',
    metadata: { name, namespace: 'app' },
    spec: {
      targetRefs: [{ group: '', kind: 'Service', name }],
      validation: { hostname, caCertificateRefs: [{ group: '', kind: 'ConfigMap', name: 'ca' }] },
    },
  };
}

/** A Gateway with two HTTPS listeners, a route that is watched, and others that have nothing to do with it. */
function world(unrelated: number): Translation {
  const names = ['shop', ...Array.from({ length: unrelated }, (_, index) => `unrelated-${index}`)];
  const resources: Resource[] = [
    {
      apiVersion: GATEWAY_API,
      kind: 'GatewayClass',
      metadata: { name: 'gatewright' },
      spec: { controllerName: 'gatewright.dev/gateway-controller' },
    },
    gateway('web', [443]),
    gateway('second', [444]),
    secret('cert-443', 0),
    secret('cert-444', 0),
    configMap('ca', 0),
    ...names.flatMap((name) => [
      ...[route(name), service(name), slice(name, '10.0.0.1'), configMap(`nobody-refers-to-${name}`, 0)],
      ...(name === 'shop' ? [] : [policy(name)]),
    ]),
  ];
  return new Translation().apply(...resources);
}

const few = world(10);
const many = world(10_000);

/** What the change costs where there are few other routes, which must be what it costs where there are many. */
function cost(...changed: readonly Resource[]): Record<string, number> {
  const [small, large] = [few, many].map((translation) => translation.work(() => translation.apply(...changed)));
  expect(large).toEqual(small);
  return small ?? {};
}

const pick = (work: Record<string, number>, ...names: readonly string[]) => names.map((name) => work[name] ?? 0);

describe('the work for a change does not depend on how much else there is', () => {
  test('backends of a route: its rules, and no virtual host', () => {
    const work = cost(route('shop', { port: 81 }));
    expect(pick(work, 'checkedHttpRules', 'resolvedHttpRules', 'httpRules')).toEqual([1, 2, 1]);
    expect(pick(work, 'attachments', 'virtualHosts', 'listenerOutcomes', 'listeners')).toEqual([0, 0, 0, 0]);
    cost(route('shop'));
  });

  test('a match of a route: one rule, and virtual hosts only if the order changes', () => {
    const work = cost(route('shop', { path: '/new' }));
    expect(pick(work, 'resolvedHttpRules', 'routesByHostname', 'virtualHosts')).toEqual([1, 1, 0]);
    expect(pick(work, 'attachments', 'endpoints', 'backends', 'listenerOutcomes')).toEqual([0, 0, 0, 0]);
    const { metadata, spec, ...rest } = route('shop');
    const reordered = { ...rest, metadata, spec: { ...spec, rules: (spec.rules ?? []).toReversed() } };
    expect(pick(cost(reordered), 'routesByHostname', 'virtualHosts')).toEqual([1, 1]);
  });

  test('an EndpointSlice: one Endpoints', () => {
    const work = cost(slice('shop', '10.0.0.2'));
    expect(work).toEqual({ EndpointSlice: 1, slicesByService: 1, sliceFindings: 1, endpoints: 1 });
  });

  test('a Secret: the listener that names it', () => {
    const work = cost(secret('cert-443', 1));
    expect(pick(work, 'checkedSecrets', 'certificates', 'resolvedListeners')).toEqual([1, 1, 1]);
    expect(pick(work, 'listeners', 'routeParents', 'virtualHosts', 'gatewayStatuses')).toEqual([0, 0, 0, 0]);
  });

  test('a Service that changes in what nobody reads: nothing', () => {
    const labelled = { ...service('shop'), metadata: { name: 'shop', namespace: 'app', labels: { new: 'label' } } };
    expect(cost(labelled)).toEqual({ Service: 1, services: 1 });
  });

  test('a port of a Service: the rules that name the Service', () => {
    const work = cost({ ...service('shop'), spec: { ports: [{ name: 'web', port: 80 }] } });
    expect(pick(work, 'resolvedHttpRules', 'endpoints', 'httpRules', 'virtualHosts')).toEqual([1, 1, 0, 0]);
  });

  test('a new route: what it needs, and the count of its listener', () => {
    const work = cost(route('new'), service('new'));
    expect(pick(work, 'routeParents', 'attachments', 'virtualHosts', 'resolvedHttpRules')).toEqual([1, 1, 1, 2]);
    expect(pick(work, 'attachedRoutes', 'listenerOutcomes', 'gatewayStatuses', 'httpRouteStatuses')).toEqual([
      1, 1, 1, 1,
    ]);
    expect(pick(work, 'listeners', 'routeTables', 'attachPoints')).toEqual([0, 0, 0]);
  });

  test('a ReferenceGrant for somebody else: no rule', () => {
    expect(pick(cost(grant('elsewhere')), 'grants', 'resolvedHttpRules')).toEqual([1, 0]);
  });

  test('a Gateway that changes in what no route sees: its status', () => {
    const work = cost({ ...gateway('web', [443]), metadata: { name: 'web', namespace: 'infra', generation: 2 } });
    expect(pick(work, 'gateways', 'listenerOutcomes', 'gatewayStatuses')).toEqual([1, 1, 1]);
    expect(pick(work, 'gatewayListeners', 'resolvedListeners', 'routeParents', 'virtualHosts')).toEqual([1, 0, 0, 0]);
  });

  test('another Gateway: none of the routes', () => {
    const work = cost(gateway('second', [444, 445]));
    expect(pick(work, 'attachPoints', 'routeParents', 'virtualHosts')).toEqual([1, 0, 1]);
  });

  test('a ConfigMap that nobody refers to: nothing', () => {
    expect(cost(configMap('nobody-refers-to-shop', 1))).toEqual({ ConfigMap: 1 });
    expect(cost(configMap('new', 1))).toEqual({ ConfigMap: 1 });
  });

  test('CA certificates: their bundle, and nothing that uses it', () => {
    const work = cost(configMap('ca', 1));
    expect(work).toEqual({ ConfigMap: 1, checkedTrustSources: 1, trustSourceVerdicts: 1, trustBundles: 1 });
  });

  test('a new policy: the rules that name the Service', () => {
    const work = cost(policy('shop'));
    expect(
      pick(work, 'BackendTLSPolicy.resolved', 'BackendTLSPolicy.attachments', 'resolvedHttpRules', 'endpoints'),
    ).toEqual([1, 1, 1, 1]);
    expect(pick(work, 'virtualHosts', 'routeParents', 'listenerOutcomes', 'checkedTrustSources')).toEqual([0, 0, 0, 1]);
    expect(pick(work, 'BackendTLSPolicy.statuses', 'httpRouteStatuses', 'gatewayStatuses')).toEqual([1, 1, 0]);
  });

  test('another route to a Service with a policy: its own part', () => {
    const { metadata, spec, ...rest } = route('shop');
    const work = cost({ ...rest, metadata: { ...metadata, name: 'second' }, spec });
    expect(
      pick(work, 'resolvedHttpRules', 'BackendTLSPolicy.statuses', 'BackendTLSPolicy.resolved', 'trustBundles'),
    ).toEqual([2, 0, 0, 0]);
  });

  test('a GRPCRoute with a hostname of its own: what it needs, and none of the HTTPRoutes', () => {
    const work = cost(grpcRoute('orders', 'orders.example.com'));
    expect(pick(work, 'routeParents', 'attachments', 'virtualHosts')).toEqual([1, 1, 1]);
    expect(pick(work, 'resolvedHttpRules', 'backends', 'endpoints', 'listeners')).toEqual([1, 1, 1, 0]);
  });

  test('an HTTPRoute beside GRPCRoutes: none of them', () => {
    const work = cost(route('beside'));
    expect(pick(work, 'routeParents', 'attachments', 'virtualHosts')).toEqual([1, 1, 1]);
  });

  test('a GRPCRoute with the hostname of HTTPRoutes: its own part and that hostname', () => {
    const work = cost(grpcRoute('calls', 'shop.example.com'));
    expect(pick(work, 'routeParents', 'attachments', 'virtualHosts', 'httpRouteStatuses')).toEqual([1, 1, 1, 1]);
  });

  test('a backend of a GRPCRoute: its rule', () => {
    const { spec, ...rest } = grpcRoute('orders', 'orders.example.com');
    const rules = (spec.rules ?? []).map((rule) => ({ ...rule, backendRefs: [{ name: 'shop', port: 81 }] }));
    const work = cost({ ...rest, spec: { ...spec, rules } });
    expect(pick(work, 'checkedHttpRules', 'resolvedHttpRules', 'httpRules')).toEqual([1, 1, 1]);
    expect(pick(work, 'attachments', 'virtualHosts', 'listeners')).toEqual([0, 0, 0]);
  });
});
