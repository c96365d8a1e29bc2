import { describe, expect, test } from '@jest/globals';
import { MESH, PER_GATEWAY, Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';

const WORLD = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: web, namespace: app }
spec:
  gatewayClassName: ours
  listeners:
    - { name: http, port: 80, protocol: HTTP }
    - { name: tcp, port: 81, protocol: TCP }
    - { name: udp, port: 82, protocol: UDP }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec:
  clusterIP: 10.96.0.1
  ports: [{ name: dns, port: 80, protocol: UDP }, { name: web, port: 80 }]
---
${['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'UDPRoute']
  .map(
    (kind) => `${API}
kind: ${kind}
metadata: { name: route, namespace: app }
spec:
  parentRefs: [{ name: web }, { group: '', kind: Service, name: shop }]
  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]`,
  )
  .join('\n---\n')}`;

const slice = (
  name: string,
  {
    type = 'IPv4',
    ports = '[{ name: web, port: 8080 }, { name: dns, port: 53, protocol: UDP }]',
    endpoints = '[{ addresses: [10.0.0.1] }]',
  } = {},
) => `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}, namespace: app, labels: { kubernetes.io/service-name: shop } }
addressType: ${type}
ports: ${ports}
endpoints: ${endpoints}`;

/** What `Accepted` says for one parent: 0 the Gateway, 1 the Service. */
function accepted(kind: string, parent: number, ...slices: readonly string[]): string {
  const translation = new Translation(parent === 0 ? PER_GATEWAY : MESH).apply(WORLD, ...slices);
  const status = translation.model.statuses.get(`${kind}/app/route`)?.status;
  const entry = status && 'parents' in status ? status.parents[parent] : undefined;
  return entry?.conditions.find(({ type }) => type === 'Accepted')?.message ?? '';
}

const FQDN = slice('names', { type: 'FQDN', endpoints: '[{ addresses: [a.example.com] }]' });
const OTHER_PORTS = slice('ports', { ports: '[{ name: http, port: 8080 }, { port: 9090 }]' });
const LOCAL = slice('local', { endpoints: '[{ addresses: [127.0.0.1] }, { addresses: [10.0.0.1] }]' });

describe.each<[string, number]>([
  ['HTTPRoute', 0],
  ['GRPCRoute', 0],
  ['TCPRoute', 0],
  ['UDPRoute', 0],
  ['GRPCRoute', 1],
])('%s warns of EndpointSlices at parent %i', (kind, parent) => {
  test('with host names', () => {
    expect(accepted(kind, parent, FQDN)).toContain('EndpointSlice app/names has addressType FQDN');
  });

  test('whose ports are not called as in the Service', () => {
    const name = kind === 'UDPRoute' ? 'dns' : 'web';
    expect(accepted(kind, parent, OTHER_PORTS)).toContain(
      `no EndpointSlice of Service app/shop has a port called ${name} (they have: (no name), http), so port 80 has no endpoints.`,
    );
  });

  test('with addresses that proxies are not sent to', () => {
    expect(accepted(kind, parent, LOCAL)).toContain(
      'EndpointSlice app/local has addresses that proxies are not sent to: 127.0.0.1.',
    );
  });

  test.each<[string, readonly string[]]>([
    ['there is none', []],
    ['they fit', [slice('good')]],
    ['one of several fits', [slice('good'), OTHER_PORTS]],
    ['they have no endpoints', [slice('empty', { ports: '[]', endpoints: '[]' })]],
  ])('and not when %s', (_, slices) => expect(accepted(kind, parent, ...slices)).not.toContain('Warning'));
});
