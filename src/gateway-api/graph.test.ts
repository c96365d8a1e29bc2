import { expect, test } from '@jest/globals';
import { content, Translation } from './testing/translation.js';

const QUICKSTART = `
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: default }
spec:
  gatewayClassName: gatewright
  listeners: [{ name: http, port: 8080, protocol: HTTP }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: app, namespace: default }
spec:
  parentRefs: [{ name: web }]
  hostnames: [www.example.com]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /shop/ } }]
      backendRefs: [{ name: shop, port: 80 }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: default }
spec: { ports: [{ name: http, port: 80, targetPort: 3000 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: shop-1, namespace: default, labels: { kubernetes.io/service-name: shop } }
addressType: IPv4
ports: [{ name: http, port: 3000 }]
endpoints: [{ addresses: [127.0.0.1] }]
`;

test('a route through a listener to a Service becomes a model and statuses', () => {
  const translation = new Translation().apply(QUICKSTART);
  const { model } = translation;
  expect(content(model.listeners).map(([, value]) => value)).toEqual([
    {
      name: 'default/web/8080',
      proxy: 'standalone',
      addresses: ['127.0.0.1'],
      port: 8080,
      transport: 'TCP',
      tls: false,
    },
  ]);
  expect(content(model.virtualHosts)).toEqual([
    ['default/web/8080|*', { routeTable: 'default/web/8080', domain: '*', routes: [] }],
    [
      'default/web/8080|www.example.com',
      {
        routeTable: 'default/web/8080',
        domain: 'www.example.com',
        routes: [{ rule: 'HTTPRoute/default/app/0', match: 0 }],
      },
    ],
  ]);
  expect(content(model.httpRules).map(([, rule]) => rule)).toEqual([
    {
      key: 'HTTPRoute/default/app/0',
      route: { kind: 'HTTPRoute', namespace: 'default', name: 'app' },
      matches: [{ path: { type: 'Prefix', value: '/shop' }, headers: [], queryParams: [] }],
      filters: {},
      action: { type: 'Forward', backends: [{ weight: 1, filters: {}, backend: 'default/shop:80' }] },
      timeouts: {},
    },
  ]);
  expect(model.endpoints.get('default/shop:80')?.endpoints).toEqual([
    { address: '127.0.0.1', port: 3000, health: 'Healthy' },
  ]);
  expect(content(model.backendUses)).toEqual([
    ['standalone|default/shop:80', { proxy: 'standalone', backend: 'default/shop:80' }],
  ]);
  expect(translation.gateway('default/web', 'Programmed')).toBe('True Programmed');
  expect(translation.httpRoute('default/app', 'Accepted')).toBe('True Accepted');
  expect(translation.httpRoute('default/app', 'ResolvedRefs')).toBe('True ResolvedRefs');
});
