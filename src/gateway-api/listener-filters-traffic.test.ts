import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type AuthorizationServer,
  type Check,
  startGrpcAuthorization,
  startHttpAuthorization,
  type Verdict,
} from '../../test/envoy/authorization.js';
import { type EchoServer, type RunningEnvoy, type SendOptions, send, startEcho } from '../../test/envoy/harness.js';
import { envoyWith, localService } from '../../test/envoy/translated-envoy.js';
import { selfSigned } from './testing/certificate.js';

/** Filters of listeners (GEP-5224) through resources, translation, the real Envoy and real authorization servers. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const { certificate, key } = selfSigned(['example.org']);

interface Asking {
  readonly protocol?: 'HTTP' | 'GRPC';
  readonly namespace?: string;
  readonly body?: string;
}

const auth = (service: string, { protocol = 'HTTP', namespace = 'infra', body = '' }: Asking = {}) =>
  `{ type: ExternalAuth, externalAuth: { protocol: ${protocol}, ${protocol.toLowerCase()}: {}, backendRef: { name: ${service}, namespace: ${namespace}, port: 80 } ${body} } }`;
const filters = (...requests: readonly string[]) => `filters: { requests: [${requests.join(', ')}] }`;

const body = ', forwardBody: { maxSize: 1000 }';
const FIRST = auth('first');
const SECOND = auth('second', { protocol: 'GRPC' });

const http = (name: string, more = '') =>
  `{ name: ${name}, port: 80, protocol: HTTP, hostname: ${name}.example.com, ${more} }`;
const https = (name: string, hostname: string, more = '') =>
  `{ name: ${name}, port: 443, protocol: HTTPS, hostname: '${hostname}', tls: { certificateRefs: [{ name: cert }] }, ${more} }`;

/** Of the route: all but that of the listener `empty`. */
const HOSTNAMES = ['open', 'asked', 'reversed', 'bodies', 'down', 'missing', 'refused', 'of-set']
  .map((name) => `${name}.example.com`)
  .concat("'*.example.org'");

const RESOURCES = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
apiVersion: v1
kind: Secret
metadata: { name: cert, namespace: infra }
type: kubernetes.io/tls
data: { tls.crt: ${btoa(certificate)}, tls.key: ${btoa(key)} }
---
${API}
kind: Gateway
metadata: { name: gateway, namespace: infra }
spec:
  gatewayClassName: ours
  allowedListeners: { namespaces: { from: Same } }
  listeners:
    - ${http('open')}
    - ${http('asked', filters(FIRST, SECOND))}
    - ${http('reversed', filters(SECOND, FIRST))}
    - ${http('bodies', filters(auth('first', { body }), auth('second', { protocol: 'GRPC', body })))}
    - ${http('empty', filters(FIRST))}
    - ${http('down', filters(auth('down')))}
    - ${http('missing', filters(FIRST, auth('nowhere')))}
    - ${http('refused', filters(auth('first', { namespace: 'other' })))}
    - ${https('secure', 'secure.example.org', filters(FIRST))}
    - ${https('plain', '*.example.org')}
---
${API}
kind: ListenerSet
metadata: { name: set, namespace: infra }
spec:
  parentRef: { name: gateway }
  listeners:
    - ${http('of-set', filters(FIRST))}
---
${API}
kind: HTTPRoute
metadata: { name: everything, namespace: infra }
spec:
  parentRefs:
    - { name: gateway }
    - { kind: ListenerSet, name: set }
  hostnames: [${HOSTNAMES}]
  rules:
    - matches: [{ path: { value: /app } }]
      backendRefs: [{ name: app, port: 80 }]
    - matches: [{ path: { value: /app }, headers: [{ name: x-user, value: gold }] }]
      filters: [${auth('third')}]
      backendRefs: [{ name: gold, port: 80 }]
    - matches: [{ path: { value: /old } }]
      filters: [{ type: RequestRedirect, requestRedirect: { path: { type: ReplaceFullPath, replaceFullPath: /new } } }]
    - matches: [{ path: { value: /cors } }]
      filters: [{ type: CORS, cors: { allowOrigins: ['https://app'] } }]
      backendRefs: [{ name: app, port: 80 }]
    - matches: [{ path: { value: /both } }]
      filters: [${auth('third', { body })}]
      backendRefs: [{ name: app, port: 80 }]
    - matches: [{ path: { value: /late } }]
      filters: [${auth('late', { protocol: 'GRPC' })}]
      backendRefs: [{ name: app, port: 80 }]`;

/** Names of the servers that were asked, in order. */
let asked: string[] = [];

/** Allows but for `authorization: no-NAME`; `x-want-*` are headers that the server gives the request when it is the one of `x-by`. */
function decide(name: string): (check: Check) => Verdict {
  return ({ headers }) => {
    asked.push(name);
    if (headers.authorization === `no-${name}`) return { status: 401, headers: { 'x-refused-by': name } };
    const given = headers.authorization?.startsWith(`${name}=`) ? headers.authorization.slice(name.length + 1) : '';
    return { status: 200, headers: { [`x-${name}`]: String(asked.length), ...(JSON.parse(given || '{}') as object) } };
  };
}

let envoy: RunningEnvoy;
let app: EchoServer;
let gold: EchoServer;
const servers: Record<string, AuthorizationServer> = {};

beforeAll(async () => {
  [app, gold] = await Promise.all([startEcho('app'), startEcho('gold')]);
  servers.first = await startHttpAuthorization(decide('first'));
  servers.second = await startGrpcAuthorization(decide('second'));
  servers.third = await startHttpAuthorization(decide('third'));
  servers.late = await startGrpcAuthorization(decide('late'));
  const gone = await startEcho('gone');
  await gone.close();
  envoy = await envoyWith(
    RESOURCES,
    localService('app', app.port),
    localService('gold', gold.port),
    ...Object.entries(servers).map(([name, { port }]) => localService(name, port)),
    localService('first', servers.first.port).replaceAll('namespace: infra', 'namespace: other'),
    localService('down', gone.port),
  );
});

afterAll(async () => {
  await envoy.stop();
  await Promise.all([app, gold, ...Object.values(servers)].map((server) => server.close()));
});

beforeEach(() => {
  asked = [];
});

async function ask(host: string, path: string, authorization = '', more: Partial<SendOptions> = {}) {
  const headers = { ...(authorization && { authorization }), ...more.headers };
  return send({ to: await envoy.port('infra/gateway/80'), host: `${host}.example.com`, path, ...more, headers });
}

describe('the filters of a listener', () => {
  test.each([
    ['asked', ['first', 'second']],
    ['reversed', ['second', 'first']],
    ['of-set', ['first']],
    ['open', []],
  ])('of %s run in order: %j', async (listener, order) => {
    expect((await ask(listener, '/app')).echoed().name).toBe('app');
    expect(asked).toEqual(order);
  });

  test('see what those before them have done', async () => {
    await ask('asked', '/app');
    expect(servers.second?.checks.at(-1)?.headers).toMatchObject({ 'x-first': '1' });
  });

  test.each([
    ['no-first', ['first']],
    ['no-second', ['first', 'second']],
  ])('end with the first one that refuses: %s', async (authorization, order) => {
    const before = app.requests;
    const { status, headers } = await ask('asked', '/app', authorization);
    expect(status).toBe(401);
    expect(headers['x-refused-by']).toBe(order.at(-1));
    expect(asked).toEqual(order);
    expect(app.requests).toBe(before);
  });

  test.each([
    ['a request that no rule matches', 'asked', '/nothing', 404],
    ['a request of a listener without routes', 'empty', '/app', 404],
    ['a request that is redirected', 'asked', '/old', 302],
  ])('are for %s, too', async (_, listener, path, status) => {
    expect((await ask(listener, path, 'no-first')).status).toBe(401);
    expect((await ask(listener, path, 'yes')).status).toBe(status);
    expect(asked.slice(0, 2)).toEqual(['first', 'first']);
  });

  test('are for preflights, too', async () => {
    const headers = { origin: 'https://app', 'access-control-request-method': 'GET' };
    expect((await ask('asked', '/cors', 'no-first', { method: 'OPTIONS', headers })).status).toBe(401);
    expect((await ask('asked', '/cors', '', { method: 'OPTIONS', headers })).headers).toMatchObject({
      'access-control-allow-origin': 'https://app',
    });
  });

  test('get the body each', async () => {
    const body = 'x'.repeat(1000);
    expect((await ask('bodies', '/both', '', { method: 'POST', body })).echoed().body).toBe(body);
    expect(asked).toEqual(['first', 'second', 'third']);
    for (const name of asked) expect(servers[name]?.checks.at(-1)?.body).toBe(body);
    expect((await ask('bodies', '/both', '', { method: 'POST', body: `${body}x` })).status).toBe(413);
  });
});

describe('the choice of a route', () => {
  const golden = 'second={"x-user":"gold"}';

  test('goes by what filters have written into the request, and its own filter is asked then', async () => {
    expect((await ask('asked', '/app', golden)).echoed().name).toBe('gold');
    expect(asked).toEqual(['first', 'second', 'third']);
  });

  test('does not go by what it would have been without them', async () => {
    const headers = { 'x-user': 'gold' };
    expect((await ask('asked', '/app', 'first={"x-user":"silver"}', { headers })).echoed().name).toBe('app');
    expect(asked).toEqual(['first', 'second']);
  });

  test('can be of another path', async () => {
    expect((await ask('asked', '/nothing', 'second={":path":"/app/x"}')).echoed().path).toBe('/app/x');
  });

  test('cannot be of another host', async () => {
    for (const name of ['host', ':authority']) {
      const { host } = (await ask('asked', '/app', `second={"${name}":"open.example.com"}`)).echoed();
      expect(host).toBe('asked.example.com');
    }
  });

  test('is not changed by a filter of the route', async () => {
    const { path, headers } = (await ask('asked', '/late', 'late={":path":"/app","x-user":"gold"}')).echoed();
    expect(path).toBe('/late');
    expect(headers['x-user']).toBe('gold');
    expect(asked).toEqual(['first', 'second', 'late']);
  });
});

describe('without an answer nothing gets through', () => {
  test.each([
    ['down', '/app', 503],
    ['down', '/nothing', 503],
    ['missing', '/app', 500],
    ['missing', '/nothing', 500],
    ['refused', '/app', 500],
  ])('%s%s: %i', async (listener, path, status) => {
    const before = app.requests;
    expect((await ask(listener, path)).status).toBe(status);
    expect(app.requests).toBe(before);
    expect(asked).toEqual([]);
  });
});

describe('with TLS', () => {
  const askTls = async (servername: string, host: string, authorization = '') =>
    send({
      to: await envoy.port('infra/gateway/443'),
      host,
      path: '/app',
      headers: authorization ? { authorization } : {},
      tls: { servername },
    });

  test('filters are for the listener that they are of', async () => {
    expect((await askTls('secure.example.org', 'secure.example.org')).status).toBe(200);
    expect((await askTls('secure.example.org', 'secure.example.org', 'no-first')).status).toBe(401);
    expect(asked).toEqual(['first', 'first']);
    expect((await askTls('a.example.org', 'a.example.org', 'no-first')).status).toBe(200);
    expect(asked).toHaveLength(2);
    expect(servers.first?.checks.at(-1)?.headers['x-gatewright-chain']).toBeUndefined();
  });

  test('a misdirected request is not theirs', async () => {
    expect((await askTls('a.example.org', 'secure.example.org')).status).toBe(421);
    expect((await askTls('secure.example.org', 'a.example.org')).status).toBe(421);
    expect(asked).toEqual([]);
  });
});
