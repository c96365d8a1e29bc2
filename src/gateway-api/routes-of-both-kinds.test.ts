import { describe, expect, test } from '@jest/globals';
import { Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';

const GATEWAY = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: web, namespace: a }
spec:
  gatewayClassName: ours
  listeners: [{ name: all, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]`;

interface RouteShape {
  readonly kind: 'HTTPRoute' | 'GRPCRoute';
  readonly name: string;
  readonly namespace?: string;
  readonly created?: string;
  readonly hostnames?: readonly string[];
  /** `rules[].matches[]`. */
  readonly match?: string;
  /** Makes the route invalid. */
  readonly broken?: boolean;
}

function route({ kind, name, namespace = 'a', created, hostnames, match = '', broken }: RouteShape): string {
  const filters = broken ? ', filters: [{ type: ExtensionRef, extensionRef: { group: g, kind: K, name: n } }]' : '';
  return `${API}
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace} ${created ? `, creationTimestamp: '${created}'` : ''} }
spec:
  parentRefs: [{ name: web, namespace: a }]
  ${hostnames ? `hostnames: [${hostnames.map((each) => `'${each}'`).join(', ')}]` : ''}
  rules: [{ matches: [{ ${match} }], backendRefs: [] ${filters} }]`;
}

const OLD = '2020-01-01T00:00:00Z';
const NEW = '2021-01-01T00:00:00Z';
const http = (name: string, more: Partial<RouteShape> = {}): RouteShape => ({ kind: 'HTTPRoute', name, ...more });
const grpc = (name: string, more: Partial<RouteShape> = {}): RouteShape => ({ kind: 'GRPCRoute', name, ...more });

function translated(...routes: readonly RouteShape[]): Translation {
  return new Translation().apply(GATEWAY, ...routes.map(route));
}

function accepted(translation: Translation, { kind, namespace = 'a', name }: RouteShape): string | undefined {
  const key = `${namespace}/${name}`;
  return kind === 'HTTPRoute' ? translation.httpRoute(key, 'Accepted') : translation.grpcRoute(key, 'Accepted');
}

describe('an HTTPRoute and a GRPCRoute with hostnames in common are both accepted', () => {
  test.each<[string, readonly string[] | undefined, readonly string[] | undefined]>([
    ['the same', ['www.example.com'], ['www.example.com']],
    ['a wider one', ['*.example.com'], ['www.example.com']],
    ['a narrower one', ['www.example.com'], ['*.example.com']],
    ['any', undefined, ['www.example.com']],
    ['both any', undefined, undefined],
  ])('%s', (_, hostnames, others) => {
    for (const [created, other] of [
      [OLD, NEW],
      [NEW, OLD],
    ] as const) {
      const routes = [
        http('web', { created, ...(hostnames && { hostnames }) }),
        grpc('calls', { created: other, ...(others && { hostnames: others }) }),
      ];
      const translation = translated(...routes);
      expect(routes.map((each) => accepted(translation, each))).toEqual(['True Accepted', 'True Accepted']);
    }
  });
});

test('a refused route keeps no other one away', () => {
  const routes = [
    http('first', { created: OLD, hostnames: ['www.example.com'] }),
    grpc('refused', { created: NEW, namespace: 'b', broken: true }),
    http('later', { created: '2022-01-01T00:00:00Z', hostnames: ['shop.example.com'] }),
  ];
  const translation = translated(...routes);
  expect(routes.map((each) => accepted(translation, each))).toEqual([
    'True Accepted',
    'False UnsupportedValue',
    'True Accepted',
  ]);
  expect(translation.routesOf('a/web/80', 'shop.example.com')?.[0]).toBe('HTTPRoute/a/later/0#0');
});

describe('under one hostname', () => {
  test.each([
    [OLD, NEW],
    [NEW, OLD],
  ])('gRPC requests are offered to GRPCRoutes first, whichever is older', (created, other) => {
    const translation = translated(
      http('web', { created, match: "path: { type: Exact, value: '/shop.Orders/Get' }" }),
      grpc('calls', { created: other }),
      grpc('orders', { created: other, match: 'method: { service: shop.Orders }' }),
    );
    expect(translation.routesOf('a/web/80', '*')).toEqual([
      'GRPCRoute/a/orders/0#0',
      'GRPCRoute/a/calls/0#0',
      'HTTPRoute/a/web/0#0',
    ]);
  });

  test('matches of GRPCRoutes take nothing but gRPC', () => {
    const translation = translated(http('web'), grpc('calls'));
    expect(translation.model.httpRules.get('GRPCRoute/a/calls/0')?.matches).toMatchObject([{ isGrpc: true }]);
    expect(translation.model.httpRules.get('HTTPRoute/a/web/0')?.matches[0]).not.toHaveProperty('isGrpc');
  });
});

test('a more specific hostname comes before a wider one of the other kind', () => {
  const translation = translated(http('web', { hostnames: ['www.example.com'] }), grpc('calls'));
  expect(translation.routesOf('a/web/80', 'www.example.com')).toEqual(['HTTPRoute/a/web/0#0', 'GRPCRoute/a/calls/0#0']);
  expect(translation.routesOf('a/web/80', '*')).toEqual(['GRPCRoute/a/calls/0#0']);
});
