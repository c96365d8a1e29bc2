import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Called, type CallOptions, GrpcClient } from '../../test/envoy/grpc-client.js';
import { eventually, type RunningEnvoy, send } from '../../test/envoy/harness.js';
import { envoyWith, localService } from '../../test/envoy/translated-envoy.js';
import { startEcho } from '../echo/echo-server.js';
import type { EchoServer } from '../echo/tcp-server.js';
import { testAuthority } from './testing/certificate.js';

/** What gRPC calls meet that go through resources, translation and the real Envoy: the cases of the conformance suite, and more. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const LISTENER = 'infra/web/80';
const authority = testAuthority('test');
const server = authority.issue(['*.example.com']);

function route(host: string, ...rules: readonly string[]): string {
  return `${API}
kind: GRPCRoute
metadata: { name: ${host.replaceAll('.', '-')}, namespace: infra }
spec:
  parentRefs: [{ name: web }]
  hostnames: [${host}]
  rules: [${rules.join(', ')}]`;
}

const to = (backend: string, more = '') => `{ backendRefs: [{ name: ${backend}, port: 80 }] ${more} }`;
const method = (value: string, backend: string, more = '') =>
  to(backend, `, matches: [{ method: { ${value} } ${more} }]`);
const header = (value: string, backend: string) => to(backend, `, matches: [{ headers: [${value}] }]`);

const RESOURCES = [
  `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }`,
  `${API}
kind: Gateway
metadata: { name: web, namespace: infra }
spec:
  gatewayClassName: ours
  listeners:
    - { name: http, port: 80, protocol: HTTP }
    - { name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] } }`,
  `apiVersion: v1
kind: Secret
metadata: { name: cert, namespace: infra }
type: kubernetes.io/tls
data: { tls.crt: ${btoa(server.certificate)}, tls.key: ${btoa(server.key)} }`,
  `apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: infra }
data: { ca.crt: ${JSON.stringify(authority.certificate)} }`,
  ...['secure', 'impostor'].map(
    (name) => `${API}
kind: BackendTLSPolicy
metadata: { name: ${name}, namespace: infra }
spec:
  targetRefs: [{ group: '', kind: Service, name: ${name} }]
  validation: { hostname: ${name}.example.com, caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }] }`,
  ),

  route(
    'methods.example.com',
    method('service: shop.Orders, method: Get', 'v1'),
    method('service: shop.Orders', 'v2'),
    method('method: Get', 'v3'),
    method("type: RegularExpression, service: '^(admin|audit)[.].*$', method: 'Get|List'", 'v1'),
  ),
  route(
    'headers.example.com',
    header('{ name: version, value: one }', 'v1'),
    header('{ name: version, value: two }', 'v2'),
    header('{ name: version, value: two }, { name: color, value: orange }', 'v3'),
    header("{ name: color, type: RegularExpression, value: 'bl.+' }", 'v3'),
  ),
  route('all.example.com', to('v1')),
  route(
    'filters.example.com',
    to(
      'v1',
      `, filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: X-Set, value: new }], add: [{ name: X-Add, value: more }], remove: [X-Remove] } },
        { type: ResponseHeaderModifier, responseHeaderModifier: { set: [{ name: x-answer, value: 'yes' }] } },
        { type: RequestMirror, requestMirror: { backendRef: { name: copies, port: 80 } } }]`,
    ),
  ),
  route(
    'weights.example.com',
    '{ backendRefs: [{ name: v1, port: 80, weight: 1 }, { name: v2, port: 80, weight: 1 }, { name: v3, port: 80, weight: 0 }] }',
  ),
  route(
    'backends.example.com',
    method('service: plain', 'v1'),
    method('service: declared', 'declared'),
    method('service: secure', 'secure'),
    method('service: impostor', 'impostor'),
  ),
  route(
    'errors.example.com',
    method('service: missing', 'missing'),
    '{ matches: [{ method: { service: none } }] }',
    '{ matches: [{ method: { service: half } }], backendRefs: [{ name: v1, port: 80 }, { name: missing, port: 80 }] }',
    '{ matches: [{ method: { service: halfFiltered } }], backendRefs: [{ name: v1, port: 80, filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: copies, port: 80 } } }] }, { name: missing, port: 80 }] }',
    method('service: down', 'down'),
    method('service: empty', 'empty'),
    method('service: websocket', 'websocket'),
    to(
      'v1',
      ', matches: [{ method: { service: filter } }], filters: [{ type: ExtensionRef, extensionRef: { group: g, kind: K, name: n } }]',
    ),
  ),
  `${API}
kind: HTTPRoute
metadata: { name: http, namespace: infra }
spec:
  parentRefs: [{ name: web }]
  hostnames: [http.example.com]
  rules: [{ backendRefs: [{ name: v1, port: 80 }] }]`,
  route('both.example.com', method('service: shop.Orders', 'v1')),
  `${API}
kind: HTTPRoute
metadata: { name: both, namespace: infra }
spec:
  parentRefs: [{ name: web }]
  hostnames: [both.example.com]
  rules: [{ backendRefs: [{ name: declared, port: 80 }] }]`,
];

let envoy: RunningEnvoy;
let servers: readonly EchoServer[];
let copies: EchoServer;

beforeAll(async () => {
  const backends = await Promise.all(['v1', 'v2', 'v3', 'copies'].map((name) => startEcho({ name, port: 0 })));
  const [v1, v2, v3, mirror] = backends as [EchoServer, EchoServer, EchoServer, EchoServer];
  copies = mirror;
  const secure = await startEcho({ name: 'secure', port: 0 }, authority.issue(['secure.example.com']));
  const gone = await startEcho({ name: 'gone', port: 0 });
  await gone.close();
  servers = [...backends, secure];
  envoy = await envoyWith(
    ...RESOURCES,
    localService('v1', v1.port),
    localService('v2', v2.port),
    localService('v3', v3.port),
    localService('copies', copies.port),
    localService('declared', v2.port, 'kubernetes.io/h2c'),
    localService('websocket', v2.port, 'kubernetes.io/ws'),
    localService('secure', secure.port),
    localService('impostor', secure.port),
    localService('down', gone.port),
    'apiVersion: v1\nkind: Service\nmetadata: { name: empty, namespace: infra }\nspec: { ports: [{ port: 80 }] }',
  );
});

afterAll(async () => {
  await envoy.stop();
  await Promise.all(servers.map((each) => each.close()));
});

async function call(host: string, options: CallOptions): Promise<Called> {
  const client = new GrpcClient(await envoy.port(LISTENER), `${host}.example.com`);
  try {
    return await client.call(options);
  } finally {
    client.close();
  }
}

/** Name of the backend that answered, or the status. */
async function answer(host: string, method: string, metadata: CallOptions['metadata'] = {}): Promise<string> {
  const { code, echoed } = await call(host, { method, metadata });
  return echoed?.name ?? code;
}

describe('services and methods', () => {
  test.each([
    ['shop.Orders/Get', 'v1'],
    ['shop.Orders/List', 'v2'],
    ['shop.orders/List', 'UNIMPLEMENTED'],
    ['shop.OrdersOfOthers/List', 'UNIMPLEMENTED'],
    ['shop.Stock/Get', 'v3'],
    ['shop.Stock/GetAll', 'UNIMPLEMENTED'],
    ['admin.Users/List', 'v1'],
    ['admin.Users/Get', 'v1'],
    ['shop.admin.Users/List', 'UNIMPLEMENTED'],
    ['audit.Log/Delete', 'UNIMPLEMENTED'],
  ])('%s: %s', async (method, expected) => expect(await answer('methods', method)).toBe(expected));
});

describe('headers', () => {
  test.each([
    [{ version: 'one' }, 'v1'],
    [{ Version: 'two' }, 'v2'],
    [{ version: 'two', color: 'orange' }, 'v3'],
    [{ version: 'two', color: 'green' }, 'v2'],
    [{ color: 'blue' }, 'v3'],
    [{ color: 'orange' }, 'UNIMPLEMENTED'],
    [{}, 'UNIMPLEMENTED'],
  ])('%j: %s', async (metadata, expected) => expect(await answer('headers', 'a.B/C', metadata)).toBe(expected));
});

test('a rule without matches takes every call', async () => expect(await answer('all', 'any.Service/Any')).toBe('v1'));

test('a hostname without routes is answered UNIMPLEMENTED', async () => {
  expect(await answer('nobody', 'any.Service/Any')).toBe('UNIMPLEMENTED');
});

describe('a hostname of routes of both kinds', () => {
  test.each([
    ['shop.Orders/Get', 'v1'],
    ['shop.Stock/Get', 'v2'],
  ])('%s: %s', async (called, expected) => expect(await answer('both', called)).toBe(expected));

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['what is no gRPC', { 'content-type': 'application/json' }, 'v2'],
    ['no content', {}, 'v2'],
    ['gRPC-Web', { 'content-type': 'Application/gRPC-Web+proto' }, 'v1'],
  ])('%s goes on to %s', async (_, headers, expected) => {
    const to = await envoy.port(LISTENER);
    const answered = await send({ to, host: 'both.example.com', path: '/shop.Orders/Get', method: 'POST', headers });
    expect(answered.echoed().name).toBe(expected);
  });
});

test('with TLS', async () => {
  const port = await envoy.port('infra/web/443');
  for (const [host, expected] of [
    ['all', 'v1'],
    ['nobody', undefined],
  ]) {
    const client = new GrpcClient(port, `${host}.example.com`, authority.certificate);
    expect((await client.call({ method: 'a.B/C' })).echoed?.name).toBe(expected);
    client.close();
  }
});

test('filters', async () => {
  const direct = new GrpcClient(copies.port, 'copies');
  const requests = async () => (await direct.call({ method: 'a.B/C' })).echoed?.requests ?? 0;
  const before = await requests();
  const metadata = { 'x-set': 'old', 'x-add': 'one', 'x-remove': 'gone' };
  const { code, headers, echoed } = await call('filters', { method: 'a.B/C', metadata });
  expect(code).toBe('OK');
  expect(headers['x-answer']).toBe('yes');
  expect(echoed).toMatchObject({ name: 'v1', service: 'a.B', method: 'C' });
  expect(echoed?.headers).toMatchObject({ 'x-set': 'new', 'x-add': 'one, more' });
  expect(echoed?.headers).not.toHaveProperty('x-remove');
  let asked = 0;
  await eventually(async () => {
    asked++;
    expect(await requests()).toBe(before + asked + 1);
  });
  direct.close();
});

test('weights', async () => {
  const names = new Set<string>();
  await eventually(async () => {
    names.add(await answer('weights', 'a.B/C'));
    expect([...names].sort()).toEqual(['v1', 'v2']);
  });
});

describe('backends', () => {
  test.each([
    ['plain', 'v1'],
    ['declared', 'v2'],
    ['secure', 'secure'],
    ['impostor', 'UNAVAILABLE'],
  ])('%s: %s', async (service, expected) => expect(await answer('backends', `${service}/Get`)).toBe(expected));

  test('an HTTPRoute to the same port keeps to HTTP/1.1', async () => {
    const { body } = await send({ to: await envoy.port(LISTENER), host: 'http.example.com' });
    expect(JSON.parse(body)).toMatchObject({ name: 'v1', protocol: 'HTTP/1.1' });
  });
});

describe('errors', () => {
  test.each([
    ['missing', 'UNAVAILABLE'],
    ['none', 'UNAVAILABLE'],
    ['down', 'UNAVAILABLE'],
    ['empty', 'UNAVAILABLE'],
    ['websocket', 'UNAVAILABLE'],
    ['filter', 'UNAVAILABLE'],
  ])('%s: %s', async (service, expected) => expect(await answer('errors', `${service}/Get`)).toBe(expected));

  test.each(['half', 'halfFiltered'])('a share of backends that are missing: %s', async (service) => {
    const seen = new Set<string>();
    await eventually(async () => {
      seen.add(await answer('errors', `${service}/Get`));
      expect([...seen].sort()).toEqual(['UNAVAILABLE', 'v1']);
    });
  });
});
