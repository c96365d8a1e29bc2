import { describe, expect, test } from '@jest/globals';
import { CONTROLLER, MESH, MESH_CONTROLLER, Translation } from './testing/translation.js';

const API = 'apiVersion: gateway.networking.k8s.io/v1';

const SURROUNDINGS = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: ${CONTROLLER} }
---
${API}
kind: Gateway
metadata: { name: gateway, namespace: infra }
spec: { gatewayClassName: ours, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: Service
metadata: { name: app, namespace: infra }
spec: { clusterIP: 192.0.2.1, clusterIPs: [192.0.2.1], ports: [{ port: 80 }] }`;

const BACKEND = 'backendRefs: [{ name: app, port: 80 }]';
const SERVICE = "{ group: '', kind: Service, name: app, port: 80 }";

function accepted(kind: 'HTTPRoute' | 'GRPCRoute', rules: string, parent = '{ name: gateway }'): string {
  const translation = new Translation(MESH).apply(
    SURROUNDINGS,
    `${API}
kind: ${kind}
metadata: { name: route, namespace: infra }
spec: { parentRefs: [${parent}], rules: [${rules}] }`,
  );
  const [status] = translation.status(kind, 'infra/route')?.parents ?? [];
  expect(status?.controllerName).toBe(parent === SERVICE ? MESH_CONTROLLER : CONTROLLER);
  const condition = status?.conditions.find(({ type }) => type === 'Accepted');
  return `${condition?.status}: ${condition?.message}`;
}

describe('a route is accepted and warns', () => {
  test.each<[string, 'HTTPRoute' | 'GRPCRoute', string, string]>([
    [
      'of a rule without backends',
      'HTTPRoute',
      '{}',
      'spec.rules[0]: it has no backendRefs, so requests that match are answered 500',
    ],
    [
      'of a rule without backends for calls',
      'GRPCRoute',
      '{}',
      'spec.rules[0]: it has no backendRefs, so requests that match are answered UNAVAILABLE',
    ],
    [
      'of backends without a share',
      'HTTPRoute',
      `{ ${BACKEND} }, { backendRefs: [{ name: app, port: 80, weight: 0 }] }`,
      'spec.rules[1]: all its backendRefs have weight 0',
    ],
    [
      'of a header that no request can have',
      'HTTPRoute',
      `{ matches: [{ headers: [{ name: tenant_id, value: north }] }], ${BACKEND} }`,
      'spec.rules[0].matches[0].headers[0].name: "tenant_id" matches no request',
    ],
    [
      'of metadata that no call can have',
      'GRPCRoute',
      `{ matches: [{ headers: [{ name: tenant_id, value: north }] }], ${BACKEND} }`,
      'spec.rules[0].matches[0].headers[0].name: "tenant_id" matches no request',
    ],
    [
      'of an expression for paths that no request can have',
      'HTTPRoute',
      `{ matches: [{ path: { type: RegularExpression, value: '/projects/[^/]+%2F[^/]+' } }], ${BACKEND} }`,
      'spec.rules[0].matches[0].path.value: "/projects/[^/]+%2F[^/]+" matches no path',
    ],
    [
      'of a prefix that no path can have',
      'HTTPRoute',
      `{ matches: [{ path: { value: /team%2Fapp } }], ${BACKEND} }`,
      'spec.rules[0].matches[0].path.value: "/team%2Fapp" matches no request: a request with %2F in its path is redirected',
    ],
    [
      'of a header that CORS allows and no request can have',
      'HTTPRoute',
      `{ filters: [{ type: CORS, cors: { allowOrigins: ['*'], allowHeaders: [x_a] } }], ${BACKEND} }`,
      'spec.rules[0].filters[0].cors.allowHeaders: "x_a" is allowed in vain',
    ],
    [
      'of the name of a query parameter that clients encode',
      'HTTPRoute',
      `{ matches: [{ queryParams: [{ name: a+b, value: c }] }], ${BACKEND} }`,
      'spec.rules[0].matches[0].queryParams[0].name: "a+b" matches only where the URL has it unencoded',
    ],
    [
      'of an expression for values that no query can have',
      'HTTPRoute',
      `{ matches: [{ queryParams: [{ name: a, type: RegularExpression, value: '[^ -~]+' }] }], ${BACKEND} }`,
      'spec.rules[0].matches[0].queryParams: the value of "a", "[^ -~]+", matches no value',
    ],
    [
      'of a value with too many encodings',
      'HTTPRoute',
      `{ matches: [{ queryParams: [{ name: a, value: '${'@'.repeat(1024)}' }] }], ${BACKEND} }`,
      'spec.rules[0].matches[0].queryParams: the value of "a" matches only unencoded',
    ],
  ])('%s', (_, kind, rules, warning) => {
    const message = accepted(kind, rules);
    expect(message).toContain('True: The route is accepted. Warning: ');
    expect(message).toContain(warning);
  });

  test.each([
    ['{ value: /a%2Fb }', '"/a%2Fb" matches no request: a request with %2F in its path is redirected'],
    [
      '{ type: Exact, value: /a/%2e./b }',
      '"/a/%2e./b" matches no request: segments "." and ".." of a request are resolved',
    ],
    ["{ type: RegularExpression, value: '/%61bout' }", '"/%61bout" matches no path that a request can have'],
  ])('in the mesh as at a Gateway of a path that no request can have: %s', (path, warning) => {
    const rule = `{ matches: [{ path: ${path} }], ${BACKEND} }`;
    const message = accepted('HTTPRoute', rule);
    expect(message).toContain(`Warning: spec.rules[0].matches[0].path.value: ${warning}`);
    expect(accepted('HTTPRoute', rule, SERVICE)).toBe(message);
  });

  test('not of a redirect, which needs no backend', () => {
    const redirect = '{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }] }';
    expect(accepted('HTTPRoute', redirect)).toBe('True: The route is accepted.');
  });

  test('in the mesh not of names of headers, which sidecars leave alone', () => {
    const rule = `{ matches: [{ headers: [{ name: tenant_id, value: north }] }], ${BACKEND} }`;
    expect(accepted('HTTPRoute', rule, SERVICE)).toBe('True: The route is accepted.');
    const filter = "{ type: CORS, cors: { allowOrigins: ['*'], allowHeaders: [x_a] } }";
    expect(accepted('HTTPRoute', `{ filters: [${filter}], ${BACKEND} }`, SERVICE)).toBe('True: The route is accepted.');
    expect(accepted('HTTPRoute', '{}', SERVICE)).toContain('spec.rules[0]: it has no backendRefs');
  });
});

test('a route without a valid rule says what its requests are answered', () => {
  const rule = `{ timeouts: { request: soon }, ${BACKEND} }`;
  expect(accepted('HTTPRoute', rule)).toContain('No rule is valid: requests that match are answered 500.');
});

describe('a mirror that a redirect leaves without requests is refused', () => {
  const MIRROR = '{ type: RequestMirror, requestMirror: { backendRef: { name: app, port: 80 } } }';
  const REDIRECT = '{ type: RequestRedirect, requestRedirect: { hostname: elsewhere.test } }';
  const ofBackend = (filters: string) => `backendRefs: [{ name: app, port: 80, filters: [${filters}] }]`;

  test.each([
    [
      'in a rule',
      `{ filters: [${MIRROR}, ${REDIRECT}] }`,
      'spec.rules[0].filters: RequestRedirect and RequestMirror cannot be combined',
    ],
    [
      'in a backend',
      `{ ${ofBackend(`${REDIRECT}, ${MIRROR}`)} }`,
      'spec.rules[0].backendRefs[0].filters: RequestRedirect and RequestMirror cannot be combined',
    ],
    [
      'in a rule and its backend',
      `{ filters: [${MIRROR}], ${ofBackend(REDIRECT)} }`,
      'spec.rules[0].backendRefs[0].filters: RequestRedirect cannot be combined with RequestMirror in spec.rules[0].filters',
    ],
    [
      'as is a rewrite in a rule and a redirect in its backend',
      `{ filters: [{ type: URLRewrite, urlRewrite: { hostname: a.test } }], ${ofBackend(REDIRECT)} }`,
      'RequestRedirect cannot be combined with URLRewrite in spec.rules[0].filters',
    ],
  ])('%s', (_, rule, message) => {
    const found = accepted('HTTPRoute', rule);
    expect(found).toContain('False: ');
    expect(found).toContain(message);
  });
});
