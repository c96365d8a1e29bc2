import { expect, test } from '@jest/globals';
import { Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';

function world(appProtocol: string): Translation {
  return new Translation().apply(`${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: web, namespace: app }
spec: { gatewayClassName: ours, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: { ports: [{ port: 80, appProtocol: '${appProtocol}' }] }
---
${API}
kind: HTTPRoute
metadata: { name: route, namespace: app }
spec: { parentRefs: [{ name: web }], rules: [{ backendRefs: [{ name: shop, port: 80 }] }] }
---
${API}
kind: GRPCRoute
metadata: { name: route, namespace: app }
spec: { parentRefs: [{ name: web }], rules: [{ backendRefs: [{ name: shop, port: 80 }] }] }`);
}

test.each(['http', 'HTTP', 'www', 'www-http', 'http-alt', 'WWW-HTTP', 'grpc-web'])(
  'a port with the registered name %s speaks HTTP, by HTTP/2 with gRPC',
  (appProtocol) => {
    const translation = world(appProtocol);
    expect(translation.httpRoute('app/route', 'ResolvedRefs')).toBe('True ResolvedRefs');
    expect(translation.grpcRoute('app/route', 'ResolvedRefs')).toBe('True ResolvedRefs');
    const { backends } = translation.model;
    expect(backends.get('app/shop:80')?.protocol).toBe('HTTP');
    expect(backends.get('app/shop:80+HTTP2')?.protocol).toBe('HTTP2');
  },
);

test.each(['mysql', 'http-mgmt', 'wwws', 'toString'])('a port with the name %s does not', (appProtocol) => {
  expect(world(appProtocol).httpRoute('app/route', 'ResolvedRefs')).toBe('False UnsupportedProtocol');
});
