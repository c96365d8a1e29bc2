import { describe, expect, test } from '@jest/globals';
import type { HTTPExternalAuthFilter } from '../../resources/types.js';
import { selfSigned } from '../testing/certificate.js';
import { Translation } from '../testing/translation.js';
import { checkExternalAuth } from './external-auth.js';

const backendRef = { name: 'auth', port: 80 };

function check(filter: unknown) {
  const problems: string[] = [];
  const checked = checkExternalAuth(filter as HTTPExternalAuthFilter, 'at', (message) => problems.push(message));
  return { checked, problems };
}

describe('an ExternalAuth filter', () => {
  test('without settings has none', () => {
    expect(check({ protocol: 'GRPC', grpc: {}, backendRef }).checked).toEqual({
      ref: backendRef,
      field: 'at.backendRef',
      settings: { protocol: 'GRPC' },
    });
  });

  test('has names of headers in lower case, each once, and no empty lists', () => {
    const { checked } = check({
      protocol: 'HTTP',
      http: { allowedHeaders: ['X-A', 'x-a', 'X-B'], allowedResponseHeaders: [] },
      forwardBody: { maxSize: 0 },
      backendRef,
    });
    expect(checked?.settings).toEqual({ protocol: 'HTTP', requestHeaders: ['x-a', 'x-b'] });
  });

  test.each([
    ['/auth', '/auth'],
    ['auth/check', '/auth/check'],
    ['/auth/', '/auth'],
    ['//a///b//', '/a/b'],
    ['/', undefined],
    ['', undefined],
    ['/a.b/...', '/a.b/...'],
  ])('puts %j before the path as %j', (path, prefix) => {
    expect(check({ protocol: 'HTTP', http: { path }, backendRef }).checked?.settings.pathPrefix).toBe(prefix);
  });

  test.each<[string, object, string]>([
    ['no backend', { protocol: 'HTTP', http: {} }, 'at.backendRef: it is missing.'],
    ['a protocol to come', { protocol: 'SPOE', backendRef }, 'at.protocol: "SPOE" is not one of HTTP, GRPC.'],
    ['a path with a query', { protocol: 'HTTP', http: { path: '/a?b' }, backendRef }, 'at.http.path: "/a?b" has'],
    ['a path with a line break', { protocol: 'HTTP', http: { path: '/a\r\nb: c' }, backendRef }, 'cannot have'],
    ['a path that leads up', { protocol: 'HTTP', http: { path: '/a/..' }, backendRef }, 'a segment "." or ".."'],
    ['the same, escaped', { protocol: 'HTTP', http: { path: '/%2E%2e/a' }, backendRef }, 'a segment "." or ".."'],
    [
      'a pseudo header',
      { protocol: 'GRPC', grpc: { allowedHeaders: [':path'] }, backendRef },
      'at.grpc.allowedHeaders: ":path"',
    ],
    [
      'an empty name of a header',
      { protocol: 'HTTP', http: { allowedResponseHeaders: [''] }, backendRef },
      'at.http.allowedResponseHeaders: "" is not a valid header name.',
    ],
    ['a negative size', { protocol: 'HTTP', http: {}, forwardBody: { maxSize: -1 }, backendRef }, 'maxSize: -1 is not'],
    ['half a byte', { protocol: 'HTTP', http: {}, forwardBody: { maxSize: 0.5 }, backendRef }, 'maxSize: 0.5 is not'],
  ])('is refused for %s', (_, filter, message) => {
    const { checked, problems } = check(filter);
    expect(checked).toBeUndefined();
    expect(problems).toEqual([expect.stringContaining(message)]);
  });
});

const GATEWAY_API = 'apiVersion: gateway.networking.k8s.io/v1';
const RULE = 'HTTPRoute/app/shop/0';

/** A route whose rule, or whose backend, asks a service for authorization. */
function asking(ref: string, { protocol = 'HTTP', of = 'rule', other = '' } = {}): Translation {
  const filter = `filters: [{ type: ExternalAuth, externalAuth: { protocol: ${protocol}, ${protocol.toLowerCase()}: {}, backendRef: ${ref} } }]`;
  return new Translation().apply(
    `${GATEWAY_API}
kind: GatewayClass
metadata: { name: gatewright }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${GATEWAY_API}
kind: Gateway
metadata: { name: web, namespace: app }
spec: { gatewayClassName: gatewright, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
${GATEWAY_API}
kind: HTTPRoute
metadata: { name: shop, namespace: app }
spec:
  parentRefs: [{ name: web }]
  rules:
    - ${of === 'rule' ? filter : 'name: first'}
      backendRefs: [{ name: shop, port: 80 ${of === 'backend' ? `, ${filter}` : ''} }]
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: app }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: auth, namespace: app }
spec:
  ports:
    - { port: 80 }
    - { port: 81, appProtocol: kubernetes.io/h2c }
    - { port: 82, appProtocol: kubernetes.io/ws }
    - { port: 83, appProtocol: HTTPS }
---
apiVersion: v1
kind: Service
metadata: { name: auth, namespace: other }
spec: { ports: [{ port: 80 }] }
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XBackend
metadata: { name: hosted, namespace: app }
spec: { type: ExternalHostname, port: { number: 80 }, externalHostname: { hostname: auth.example.com }, protocol: GRPC }
---
apiVersion: gateway.networking.x-k8s.io/v1alpha1
kind: XBackend
metadata: { name: old, namespace: app }
spec: { type: ExternalHostname, port: { number: 80 }, externalHostname: { hostname: auth.example.com }, protocol: HTTP11 }
${other}`,
  );
}

const POLICY = `---
${GATEWAY_API}
kind: BackendTLSPolicy
metadata: { name: auth, namespace: app }
spec:
  targetRefs: [{ group: '', kind: Service, name: auth }]
  validation: { hostname: auth.example.com, caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: app }
data: { ca.crt: ${JSON.stringify(selfSigned(['ca']).certificate)} }`;

describe('the authorization service', () => {
  test.each([
    ['HTTP', '{ name: auth, port: 80 }', 'app/auth:80', 'HTTP', 'auth.app'],
    ['HTTP', '{ name: auth, port: 81 }', 'app/auth:81', 'HTTP2', 'auth.app'],
    ['GRPC', '{ name: auth, port: 80 }', 'app/auth:80+HTTP2', 'HTTP2', 'auth.app'],
    ['GRPC', '{ name: auth, port: 81 }', 'app/auth:81', 'HTTP2', 'auth.app'],
    [
      'GRPC',
      '{ group: gateway.networking.x-k8s.io, kind: XBackend, name: hosted }',
      'XBackend/app/hosted',
      'HTTP2',
      'auth.example.com',
    ],
  ])('by %s at %s is the Backend %s, spoken %s to', (protocol, ref, backend, version, authority) => {
    const { model } = asking(ref, { protocol });
    expect(model.httpRules.get(RULE)?.filters.externalAuth).toEqual({ protocol, backend, authority });
    expect(model.backends.get(backend)).toMatchObject({ name: backend, protocol: version });
    expect(model.backendUses.has(`standalone|${backend}`)).toBe(true);
  });

  test('is spoken TLS to as a policy says', () => {
    const { model } = asking('{ name: auth, port: 83 }', { protocol: 'GRPC', other: POLICY });
    const backend = model.httpRules.get(RULE)?.filters.externalAuth?.backend ?? '';
    expect(backend).toMatch(/^app\/auth:83\+HTTP2#[0-9a-f]+$/);
    expect(model.backends.get(backend)).toMatchObject({
      name: backend,
      protocol: 'HTTP2',
      tls: { serverName: 'auth.example.com' },
    });
  });

  test('has endpoints of its own where it is spoken HTTP/2 to', () => {
    const { model } = asking('{ name: auth, port: 80 }', {
      protocol: 'GRPC',
      other: `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: auth, namespace: app, labels: { kubernetes.io/service-name: auth } }
addressType: IPv4
ports: [{ port: 9000 }]
endpoints: [{ addresses: [10.0.0.1] }]`,
    });
    expect(model.endpoints.get('app/auth:80+HTTP2')).toMatchObject({
      endpoints: [{ address: '10.0.0.1', port: 9000 }],
    });
  });
});

describe.each(['rule', 'backend'])('nothing gets through by the %s when the service cannot be asked:', (of) => {
  test.each([
    ['it is missing', 'HTTP', '{ name: nowhere, port: 80 }', 'BackendNotFound', 'Service app/nowhere does not exist.'],
    [
      'it is of another namespace',
      'GRPC',
      '{ name: auth, namespace: other, port: 80 }',
      'RefNotPermitted',
      'ReferenceGrant',
    ],
    ['it is no backend', 'HTTP', '{ kind: ConfigMap, name: auth }', 'InvalidKind', 'is not a kind of backend'],
    [
      'its port does not speak HTTP/2',
      'GRPC',
      '{ name: auth, port: 82 }',
      'UnsupportedProtocol',
      'gRPC needs HTTP/2, but the appProtocol of port 82',
    ],
    [
      'the XBackend does not',
      'GRPC',
      '{ group: gateway.networking.x-k8s.io, kind: XBackend, name: old }',
      'UnsupportedProtocol',
      'Make it GRPC.',
    ],
  ])('%s', (_, protocol, ref, reason, message) => {
    const translation = asking(ref, { protocol, of });
    const { action } = translation.model.httpRules.get(RULE) ?? {};
    if (of === 'rule') expect(action).toEqual({ type: 'Error', status: 500 });
    else expect(action).toEqual({ type: 'Forward', backends: [{ weight: 1, filters: {}, status: 500 }] });
    const [parent] = translation.status('HTTPRoute', 'app/shop')?.parents ?? [];
    const at = of === 'rule' ? 'spec.rules[0].filters[0]' : 'spec.rules[0].backendRefs[0].filters[0]';
    expect(parent?.conditions.find(({ type }) => type === 'ResolvedRefs')).toMatchObject({
      status: 'False',
      reason,
      message: expect.stringContaining(`${at}.externalAuth.backendRef: `),
    });
    expect(parent?.conditions.find(({ type }) => type === 'ResolvedRefs')?.message).toContain(message);
  });

  test('its policy cannot be honoured', () => {
    const invalid = POLICY.replace('name: ca }]', 'name: nothing }]');
    const translation = asking('{ name: auth, port: 80 }', { of, other: invalid });
    const { action } = translation.model.httpRules.get(RULE) ?? {};
    if (of === 'rule') expect(action).toEqual({ type: 'Error', status: 500 });
    else expect(action).toEqual({ type: 'Forward', backends: [{ weight: 1, filters: {}, status: 500 }] });
  });
});
