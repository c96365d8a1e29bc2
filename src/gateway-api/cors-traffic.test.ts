import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startHttpAuthorization } from '../../test/envoy/authorization.js';
import type { EchoServer, RunningEnvoy } from '../../test/envoy/harness.js';
import { send, startEcho } from '../../test/envoy/harness.js';
import { envoyWith, localService } from '../../test/envoy/translated-envoy.js';

/** CORS (GEP-1767) of routes that do not match the preflight itself, and of answers that no backend makes. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const SHOP = 'https://www.shop.test';
const PARTNER = 'https://partner.test';

const GATEWAY = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: gateway, namespace: infra }
spec: { gatewayClassName: ours, listeners: [{ name: http, port: 80, protocol: HTTP }] }`;

const cors = (origin: string, more = '') => `{ type: CORS, cors: { allowOrigins: ['${origin}'] ${more} } }`;
const to = (backend: string, filters = '') =>
  `backendRefs: [{ name: ${backend}, port: 80 ${filters && `, filters: [${filters}]`} }]`;
const match = (path: string, more = '') => `matches: [{ path: { value: ${path} } ${more} }]`;
const METHOD = (name: string) => `, method: ${name}`;
const HEADER = (name: string, value: string) => `, headers: [{ name: ${name}, value: ${value} }]`;

function route(name: string, hostname: string, ...rules: readonly string[]): string {
  return routeSince('2025-01-01T00:00:00Z', name, hostname, ...rules);
}

function routeSince(created: string, name: string, hostname: string, ...rules: readonly string[]): string {
  return `${API}
kind: HTTPRoute
metadata: { name: ${name}, namespace: infra, creationTimestamp: '${created}' }
spec:
  parentRefs: [{ name: gateway }]
  hostnames: ['${hostname}']
  rules: [${rules.map((each) => `{ ${each} }`).join(', ')}]`;
}

const ROUTES = [
  route('any', '*.test', to('blue')),
  route(
    'api',
    'api.test',
    `${match('/orders', METHOD('POST'))}, filters: [${cors(SHOP, ', allowMethods: [POST]')}], ${to('red')}`,
    `${match('/orders', METHOD('PUT'))}, filters: [${cors(PARTNER, ', allowMethods: [PUT]')}], ${to('red')}`,
    `${match('/orders')}, ${to('blue')}`,
    `${match('/orders/open')}, ${to('blue')}`,
    `${match('/tenants', HEADER('X-Tenant', 'north'))}, filters: [${cors(SHOP)}], ${to('red')}`,
    `${match('/tenants')}, filters: [${cors(PARTNER)}], ${to('red')}`,
    `${match('/regions', HEADER('region', 'north'))}, filters: [${cors(SHOP, ", allowHeaders: ['*']")}], ${to('red')}`,
    `${match('/own', METHOD('OPTIONS'))}, filters: [${cors(SHOP)}], ${to('red')}`,
    `${match('/query', ', queryParams: [{ name: v, value: "2" }]')}, filters: [${cors(SHOP)}], ${to('red')}`,
  ),
  routeSince('2024-01-01T00:00:00Z', 'older', 'two.test', `${match('/shared')}, ${to('blue')}`),
  routeSince(
    '2025-01-01T00:00:00Z',
    'younger',
    'two.test',
    `${match('/shared')}, filters: [${cors(SHOP)}], ${to('red')}`,
  ),
  route(
    'answers',
    'answers.test',
    `${match('/redirect')}, filters: [${cors(SHOP, ', exposeHeaders: [x-a], allowCredentials: true')}, { type: RequestRedirect, requestRedirect: { hostname: elsewhere.test, statusCode: 308 } }]`,
    `${match('/backend-redirect')}, filters: [${cors(SHOP)}], ${to('red', '{ type: RequestRedirect, requestRedirect: { hostname: elsewhere.test } }')}`,
    `${match('/missing')}, filters: [${cors(SHOP)}], ${to('nowhere')}`,
    `${match('/backend-missing')}, ${to('nowhere', cors(SHOP))}`,
    `${match('/backends')}, backendRefs: [{ name: red, port: 80, weight: 0 }, { name: nowhere, port: 80, filters: [${cors(SHOP)}] }, { name: nowhere2, port: 80, filters: [${cors(SHOP)}] }]`,
    `${match('/none')}, filters: [${cors(SHOP)}]`,
    `${match('/down')}, filters: [${cors(SHOP)}], ${to('down')}`,
    `${match('/denied')}, filters: [${cors(SHOP)}, { type: ExternalAuth, externalAuth: { protocol: HTTP, http: {}, backendRef: { name: auth, port: 80 } } }], ${to('red')}`,
    `${match('/denied-redirect')}, filters: [${cors(SHOP)}, { type: ExternalAuth, externalAuth: { protocol: HTTP, http: {}, backendRef: { name: auth, port: 80 } } }, { type: RequestRedirect, requestRedirect: { hostname: elsewhere.test } }]`,
    `${match('/invalid')}, filters: [${cors(SHOP)}], timeouts: { request: soon }, ${to('red')}`,
    `${match('/unauthorized')}, filters: [${cors(SHOP)}, { type: ExternalAuth, externalAuth: { protocol: HTTP, http: {}, backendRef: { name: nowhere, port: 80 } } }], ${to('red')}`,
  ),
];

let envoy: RunningEnvoy;
let servers: readonly EchoServer[];
let auth: Awaited<ReturnType<typeof startHttpAuthorization>>;

beforeAll(async () => {
  servers = await Promise.all(['red', 'blue'].map(startEcho));
  auth = await startHttpAuthorization(() => ({ status: 401 }));
  envoy = await envoyWith(
    GATEWAY,
    ...ROUTES,
    ...servers.map(({ name, port }) => localService(name, port)),
    localService('auth', auth.port),
    localService('down', 1),
  );
});

afterAll(async () => {
  await envoy.stop();
  await auth.close();
  await Promise.all(servers.map((server) => server.close()));
});

/** Who answered (a backend, or the status of the proxy's own answer), and the CORS headers without their common prefix. */
async function answer(url: string, method: string, headers: Record<string, string>) {
  const slash = url.indexOf('/');
  const response = await send({
    to: await envoy.port('infra/gateway/80'),
    host: url.slice(0, slash),
    path: url.slice(slash),
    method,
    headers,
  });
  const found = Object.entries(response.headers).filter(([name]) => name.startsWith('access-control-'));
  return {
    by: response.headers['x-echo-name'] ?? response.status,
    ...Object.fromEntries(found.map(([name, value]) => [name.slice('access-control-'.length), value])),
  };
}

function preflight(url: string, origin: string, method: string, headers = '') {
  return answer(url, 'OPTIONS', {
    origin,
    'access-control-request-method': method,
    ...(headers && { 'access-control-request-headers': headers }),
  });
}

const NOTHING = { by: 200 };
const allowed = (origin: string, more = {}) => ({ by: 200, 'allow-origin': origin, 'max-age': '5', ...more });

describe('a preflight is answered by the proxy', () => {
  test('for the method of the request to come', async () => {
    expect(await preflight('api.test/orders', SHOP, 'POST')).toEqual(allowed(SHOP, { 'allow-methods': 'POST' }));
    expect(await preflight('api.test/orders/1', PARTNER, 'PUT')).toEqual(allowed(PARTNER, { 'allow-methods': 'PUT' }));
  });

  test('without a CORS header for an origin that is not allowed', async () => {
    expect(await preflight('api.test/orders', PARTNER, 'POST')).toEqual(NOTHING);
    expect(await preflight('api.test/orders', SHOP, 'PUT')).toEqual(NOTHING);
    expect(await preflight('api.test/tenants', 'https://evil.test', 'GET', 'x-tenant')).toEqual(NOTHING);
  });

  test('and allows nothing for a method of the path that has no CORS', async () => {
    expect(await preflight('api.test/orders', SHOP, 'DELETE')).toEqual(NOTHING);
  });

  test('by the headers that the request to come will have', async () => {
    expect(await preflight('api.test/tenants', SHOP, 'GET', 'content-type,x-tenant')).toEqual(allowed(SHOP));
    expect(await preflight('api.test/tenants', SHOP, 'GET', 'Accept, X-TENANT , x-b')).toEqual(allowed(SHOP));
    expect(await preflight('api.test/tenants', PARTNER, 'GET', 'x-tenant-id')).toEqual(allowed(PARTNER));
    expect(await preflight('api.test/tenants', PARTNER, 'GET')).toEqual(allowed(PARTNER));
  });

  test('also where it lists no header, if no other rule of the path has CORS', async () => {
    expect(await preflight('api.test/regions', SHOP, 'GET')).toEqual(allowed(SHOP));
    expect(await preflight('api.test/regions', SHOP, 'GET', 'region')).toEqual(
      allowed(SHOP, { 'allow-headers': 'region' }),
    );
  });

  test('by a rule for OPTIONS, which matches the preflight itself', async () => {
    expect(await preflight('api.test/own', SHOP, 'PATCH')).toEqual(allowed(SHOP));
  });
});

describe('a preflight goes to the backend of the request to come', () => {
  test('when a more specific path has no CORS', async () => {
    expect(await preflight('api.test/orders/open', SHOP, 'POST')).toEqual({ by: 'blue' });
  });

  test('when an older route without CORS has the same match', async () => {
    expect(await answer('two.test/shared', 'GET', { origin: SHOP })).toEqual({ by: 'blue' });
    expect(await preflight('two.test/shared', SHOP, 'GET')).toEqual({ by: 'blue' });
  });

  test('when the query is another one', async () => {
    expect(await preflight('api.test/query?v=2', SHOP, 'GET')).toEqual(allowed(SHOP));
    expect(await preflight('api.test/query?v=3', SHOP, 'GET')).toEqual({ by: 'blue' });
  });
});

describe('a request that is no preflight', () => {
  test('is forwarded, with CORS for the origins that are allowed', async () => {
    expect(await answer('api.test/orders', 'POST', { origin: SHOP })).toEqual({ by: 'red', 'allow-origin': SHOP });
    expect(await answer('api.test/orders', 'PUT', { origin: SHOP })).toEqual({ by: 'red' });
    expect(await answer('api.test/orders', 'OPTIONS', { origin: SHOP })).toEqual({ by: 'blue' });
    const method = { 'access-control-request-method': 'POST' };
    expect(await answer('api.test/orders', 'OPTIONS', method)).toEqual({ by: 'blue' });
  });
});

describe('answers that no backend makes have CORS', () => {
  test.each<[string, number, object?]>([
    ['redirect', 308, { 'allow-credentials': 'true', 'expose-headers': 'x-a' }],
    ['backend-redirect', 302],
    ['missing', 500],
    ['backend-missing', 500],
    ['backends', 500],
    ['none', 500],
    ['down', 503],
    ['denied', 401],
    ['denied-redirect', 401],
    ['invalid', 500],
    ['unauthorized', 500],
  ])('%s: %i', async (path, by, more = {}) => {
    const url = `answers.test/${path}`;
    expect(await answer(url, 'GET', { origin: SHOP })).toEqual({ by, 'allow-origin': SHOP, ...more });
    expect(await answer(url, 'GET', { origin: PARTNER })).toEqual({ by });
    expect(await answer(url, 'GET', {})).toEqual({ by });
    expect(await preflight(url, SHOP, 'GET')).toMatchObject({ by: 200, 'allow-origin': SHOP, 'max-age': '5' });
    expect(await preflight(url, PARTNER, 'GET')).toEqual(NOTHING);
  });
});
