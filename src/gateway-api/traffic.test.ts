import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EchoServer, RunningEnvoy, SendOptions } from '../../test/envoy/harness.js';
import { send, startEcho } from '../../test/envoy/harness.js';
import { envoyWith, localService } from '../../test/envoy/translated-envoy.js';
import { selfSigned } from './testing/certificate.js';

/** What requests meet that go through resources, translation and the real Envoy: the cases of the conformance suite. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const { certificate, key } = selfSigned(['example.org']);

interface RouteShape {
  readonly gateway: string;
  readonly section?: string;
  readonly hostnames?: readonly string[];
  readonly created?: string;
  /** Rules in YAML's flow style; default: everything to `v1`. */
  readonly rules?: string;
}

function gateway(name: string, ...listeners: readonly string[]): string {
  return `${API}
kind: Gateway
metadata: { name: ${name}, namespace: infra }
spec: { gatewayClassName: ours, listeners: [${listeners.join(', ')}] }`;
}

const http = (name: string, hostname?: string, port = 80) =>
  `{ name: ${name}, port: ${port}, protocol: HTTP ${hostname ? `, hostname: '${hostname}'` : ''} }`;
const https = (name: string, hostname?: string) =>
  `{ name: ${name}, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: cert }] } ${hostname ? `, hostname: '${hostname}'` : ''} }`;
const to = (backend: string, more = '') => `{ backendRefs: [{ name: ${backend}, port: 80 }] ${more} }`;
const prefix = (path: string, backend: string, more = '') =>
  to(backend, `, matches: [{ path: { type: PathPrefix, value: ${path} } ${more} }]`);

function route(name: string, { gateway, section, hostnames, created, rules = to('v1') }: RouteShape): string {
  return `${API}
kind: HTTPRoute
metadata: { name: ${name}, namespace: infra ${created ? `, creationTimestamp: '${created}'` : ''} }
spec:
  parentRefs: [{ name: ${gateway} ${section ? `, sectionName: ${section}` : ''} }]
  ${hostnames ? `hostnames: [${hostnames.map((each) => `'${each}'`).join(', ')}]` : ''}
  rules: [${rules}]`;
}

const SECTIONS = {
  empty: undefined,
  wild: '*.example.com',
  'wild-foo': '*.foo.example.com',
  abc: 'abc.foo.example.com',
};

const RESOURCES = [
  `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }`,
  `apiVersion: v1
kind: Secret
metadata: { name: cert, namespace: infra }
type: kubernetes.io/tls
data: { tls.crt: ${btoa(certificate)}, tls.key: ${btoa(key)} }`,

  gateway('isolation', ...Object.entries(SECTIONS).map(([name, hostname]) => http(name, hostname, 8001))),
  ...Object.keys(SECTIONS).map((section) =>
    route(`isolation-${section}`, { gateway: 'isolation', section, rules: prefix(`/${section}`, 'v1') }),
  ),

  gateway('precedence', http('one', 'abc.example.com', 8002), http('two', '*.wild.io', 8002)),
  route('precedence-old', {
    gateway: 'precedence',
    hostnames: ['*.example.com', '*.io'],
    created: '2020-01-01T00:00:00Z',
    rules: [prefix('/path/prefix', 'v1'), prefix('/only-here', 'v1')].join(','),
  }),
  route('precedence-new', {
    gateway: 'precedence',
    hostnames: ['abc.example.com', '*.wild.io'],
    created: '2024-01-01T00:00:00Z',
    rules: prefix('/path', 'v2'),
  }),

  gateway('matching', http('http', undefined, 8003)),
  route('matching-part1', {
    gateway: 'matching',
    hostnames: ['example.com', 'example.net'],
    rules: to('v1', ', matches: [{ path: { value: / } }, { headers: [{ name: version, value: one }] }]'),
  }),
  route('matching-part2', {
    gateway: 'matching',
    hostnames: ['example.com'],
    rules: [
      to('v2', ', matches: [{ path: { value: /v2 } }, { headers: [{ name: version, value: two }] }]'),
      prefix('/', 'v3', ', method: POST'),
      to(
        'v3',
        ', matches: [{ path: { type: Exact, value: /v2/exact } }, { queryParams: [{ name: animal, value: whale }] }]',
      ),
      to('v3', ", matches: [{ path: { type: RegularExpression, value: '/v2/[0-9]+' } }]"),
    ].join(','),
  }),

  gateway('errors', http('http', undefined, 8004)),
  route('errors', {
    gateway: 'errors',
    rules: [
      '{ matches: [{ path: { type: Exact, value: /none } }] }',
      prefix('/unknown', 'unknown'),
      to(
        'v1',
        ', matches: [{ path: { value: /auth } }], filters: [{ type: ExtensionRef, extensionRef: { group: g, kind: K, name: n } }]',
      ),
      to('v1'),
    ].join(','),
  }),

  gateway(
    'misdirected',
    https('any'),
    https('exact', 'second-example.org'),
    https('wild', '*.wildcard.org'),
    https('in-wild', 'fourth.wildcard.org'),
  ),
  route('misdirected-any', { gateway: 'misdirected', section: 'any', hostnames: ['example.org'], rules: to('v1') }),
  route('misdirected-exact', { gateway: 'misdirected', section: 'exact', rules: to('v2') }),
  route('misdirected-wild', { gateway: 'misdirected', section: 'wild', rules: to('v3') }),
  route('misdirected-in-wild', { gateway: 'misdirected', section: 'in-wild', rules: to('v1') }),
];

let envoy: RunningEnvoy;
let servers: readonly EchoServer[];

beforeAll(async () => {
  servers = await Promise.all(['v1', 'v2', 'v3'].map(startEcho));
  envoy = await envoyWith(...RESOURCES, ...servers.map(({ name, port }) => localService(name, port)));
});

afterAll(async () => {
  await envoy.stop();
  await Promise.all(servers.map((server) => server.close()));
});

/** Name of the backend that answered, or the status. */
async function answer(listener: string, request: Omit<SendOptions, 'to'>): Promise<string | number> {
  const response = await send({ to: await envoy.port(listener), ...request });
  return response.status === 200 ? response.echoed().name : response.status;
}

describe('listener isolation', () => {
  const HOSTS = {
    empty: 'bar.com',
    wild: 'bar.example.com',
    'wild-foo': 'bar.foo.example.com',
    abc: 'abc.foo.example.com',
  };
  const cases = Object.entries(HOSTS).flatMap(([owner, host]) =>
    Object.keys(HOSTS).map((section) => [host, `/${section}`, section === owner ? 'v1' : 404] as const),
  );

  test.each(cases)('%s%s: %s', async (host, path, expected) => {
    expect(await answer('infra/isolation/8001', { host, path })).toBe(expected);
  });
});

describe('hostnames of routes', () => {
  test.each([
    ['abc.example.com', '/path/prefix/longer', 'v2'],
    ['abc.example.com', '/only-here', 'v1'],
    ['abc.example.com', '/nowhere', 404],
    ['other.example.com', '/path', 404],
    ['a.wild.io', '/path/prefix', 'v2'],
    ['a.b.wild.io', '/only-here', 'v1'],
    ['wild.io', '/path', 404],
    ['ABC.example.com:8080', '/path', 'v2'],
  ])('%s%s: %s', async (host, path, expected) => {
    expect(await answer('infra/precedence/8002', { host, path })).toBe(expected);
  });
});

describe('precedence of matches', () => {
  test.each<[string | number, Omit<SendOptions, 'to'>]>([
    ['v1', { host: 'example.com' }],
    ['v1', { host: 'example.net', path: '/v2' }],
    ['v2', { host: 'example.com', path: '/v2' }],
    ['v2', { host: 'example.com', path: '/v2/example' }],
    ['v1', { host: 'example.com', path: '/v2example' }],
    ['v2', { host: 'example.com', headers: { version: 'two' } }],
    ['v1', { host: 'example.com', headers: { version: 'one' } }],
    ['v3', { host: 'example.com', method: 'POST', headers: { version: 'two' } }],
    ['v2', { host: 'example.com', method: 'POST', path: '/v2' }],
    ['v3', { host: 'example.com', path: '/v2/exact' }],
    ['v3', { host: 'example.com', path: '/v2/42' }],
    ['v3', { host: 'example.com', path: '/?animal=whale' }],
    ['v2', { host: 'example.com', path: '/?animal=whale', headers: { version: 'two' } }],
    [404, { host: 'example.org' }],
  ])('%s answers %j', async (expected, request) => {
    expect(await answer('infra/matching/8003', request)).toBe(expected);
  });
});

describe('what cannot be done is answered 500', () => {
  test.each([
    ['/none', 500],
    ['/unknown/thing', 500],
    ['/auth', 500],
    ['/', 'v1'],
  ])('%s: %s', async (path, expected) => expect(await answer('infra/errors/8004', { path })).toBe(expected));
});

describe('requests on a connection that was made for another listener', () => {
  test.each([
    ['example.org', 'example.org', 'v1'],
    ['example.org', 'second-example.org', 421],
    ['example.org', 'unknown-example.org', 404],
    ['second-example.org', 'second-example.org', 'v2'],
    ['second-example.org', 'example.org', 421],
    ['second-example.org', 'unknown-example.org', 421],
    ['third.wildcard.org', 'third.wildcard.org', 'v3'],
    ['third.wildcard.org', 'fifth.wildcard.org', 'v3'],
    ['third.wildcard.org', 'fourth.wildcard.org', 421],
    ['third.wildcard.org', 'second-example.org', 421],
    ['third.wildcard.org', 'unknown-example.org', 421],
    ['fourth.wildcard.org', 'fourth.wildcard.org', 'v1'],
    ['fourth.wildcard.org', 'fifth.wildcard.org', 421],
    ['unknown-example.org', 'example.org', 'v1'],
    ['unknown-example.org', 'unknown-example.org', 404],
  ])('SNI %s, Host %s: %s', async (servername, host, expected) => {
    expect(await answer('infra/misdirected/443', { host, tls: { servername } })).toBe(expected);
  });
});
