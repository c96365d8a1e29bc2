import { expect, test } from '@jest/globals';
import type { Endpoint, EndpointSlice, Resource } from '../resources/types.js';
import { PER_GATEWAY, parse, SHARED, Translation } from './testing/translation.js';

const WORLD = parse(`
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: app }
spec: { gatewayClassName: gatewright, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: route, namespace: app }
spec:
  parentRefs: [{ name: web }]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: { ports: [{ name: http, port: 80 }] }
`);

function slice(endpoints: readonly Endpoint[] | null, name = 'slice'): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace: 'app', labels: { 'kubernetes.io/service-name': 'shop' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 3000 }],
    endpoints,
  };
}

function found(settings: typeof SHARED, ...slices: readonly Resource[]): string[] | undefined {
  const { model } = new Translation(settings).apply(...WORLD, ...slices);
  return model.endpoints.get('app/shop:80')?.endpoints.map(({ address, health }) => `${address} ${health}`);
}

test.each<[string, Endpoint, string[]]>([
  ['without conditions', { addresses: ['10.0.0.1'] }, ['10.0.0.1 Healthy']],
  ['ready', { addresses: ['10.0.0.1'], conditions: { ready: true } }, ['10.0.0.1 Healthy']],
  ['not ready', { addresses: ['10.0.0.1'], conditions: { ready: false } }, []],
  ['serving but not ready', { addresses: ['10.0.0.1'], conditions: { ready: false, serving: true } }, []],
  [
    'terminating and still serving',
    { addresses: ['10.0.0.1'], conditions: { ready: false, serving: true, terminating: true } },
    ['10.0.0.1 Draining'],
  ],
  ['terminating', { addresses: ['10.0.0.1'], conditions: { ready: false, terminating: true } }, []],
  ['with several addresses', { addresses: ['10.0.0.2', '10.0.0.1'] }, ['10.0.0.1 Healthy', '10.0.0.2 Healthy']],
  ['with a name for an address', { addresses: ['localhost'] }, []],
])('an endpoint %s', (_, endpoint, expected) => expect(found(PER_GATEWAY, slice([endpoint]))).toEqual(expected));

test('an endpoint that is in two slices is there once, healthy if either says so', () => {
  const draining = { addresses: ['10.0.0.1'], conditions: { ready: false, serving: true, terminating: true } };
  const healthy = { addresses: ['10.0.0.1'] };
  expect(found(SHARED, slice([draining], 'a'), slice([healthy], 'b'))).toEqual(['10.0.0.1 Healthy']);
  expect(found(SHARED, slice([healthy], 'a'), slice([draining], 'b'))).toEqual(['10.0.0.1 Healthy']);
});

test('local addresses are for those who run the proxy beside their backends', () => {
  const local = slice([{ addresses: ['127.0.0.1'] }, { addresses: ['169.254.169.254'] }, { addresses: ['10.0.0.1'] }]);
  expect(found(PER_GATEWAY, local)).toEqual(['10.0.0.1 Healthy']);
  expect(found(SHARED, local)).toHaveLength(3);
});

test.each([
  ['no slice', []],
  ['no endpoints', [slice(null)]],
  ['no ports', [{ ...slice([{ addresses: ['10.0.0.1'] }]), ports: null }]],
  ['a port of another name', [{ ...slice([{ addresses: ['10.0.0.1'] }]), ports: [{ name: 'other', port: 1 }] }]],
  [
    'a slice of another namespace',
    [{ ...slice([{ addresses: ['10.0.0.1'] }]), metadata: { name: 'x', namespace: 'y' } }],
  ],
])('there are Endpoints, if empty, with %s', (_, slices) => expect(found(SHARED, ...slices)).toEqual([]));

test('there are none for a Service that nobody uses', () => {
  const { model } = new Translation().apply(...WORLD, slice([])).remove('HTTPRoute', 'app/route');
  expect(model.endpoints.size + model.backends.size + model.backendUses.size).toBe(0);
});
