import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type AuthorizationServer,
  type Check,
  startGrpcAuthorization,
  startHttpAuthorization,
  type Verdict,
} from '../../test/envoy/authorization.js';
import {
  type EchoServer,
  eventually,
  type RunningEnvoy,
  type SendOptions,
  send,
  startEcho,
  startTlsEcho,
} from '../../test/envoy/harness.js';
import { envoyWith, localService } from '../../test/envoy/translated-envoy.js';
import { testAuthority } from './testing/certificate.js';

/** ExternalAuth (GEP-1494) through resources, translation, the real Envoy and real authorization servers. */

const API = 'apiVersion: gateway.networking.k8s.io/v1';
const LISTENER = 'infra/gateway/80';
const authority = testAuthority('authority');

const GATEWAY = `${API}
kind: GatewayClass
metadata: { name: ours }
spec: { controllerName: gatewright.dev/gateway-controller }
---
${API}
kind: Gateway
metadata: { name: gateway, namespace: infra }
spec: { gatewayClassName: ours, listeners: [{ name: http, port: 80, protocol: HTTP }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ca, namespace: infra }
data: { ca.crt: ${JSON.stringify(authority.certificate)} }
---
${API}
kind: BackendTLSPolicy
metadata: { name: secure, namespace: infra }
spec:
  targetRefs: [{ group: '', kind: Service, name: secure }]
  validation: { hostname: auth.example.com, caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }] }
---
${API}
kind: BackendTLSPolicy
metadata: { name: impostor, namespace: infra }
spec:
  targetRefs: [{ group: '', kind: Service, name: impostor }]
  validation: { hostname: other.example.com, caCertificateRefs: [{ group: '', kind: ConfigMap, name: ca }] }`;

const asking = (service: string, protocol: 'HTTP' | 'GRPC' = 'HTTP', settings = '', more = '') =>
  `{ type: ExternalAuth, externalAuth: { protocol: ${protocol}, ${protocol.toLowerCase()}: { ${settings} }, backendRef: { name: ${service}, port: 80 } ${more} } }`;
const BODY = ', forwardBody: { maxSize: 1000 }';
const APP = '{ name: app, port: 80 }';

/** Filters of a rule by the path that it has. */
const FILTERS = {
  http: asking('http-auth'),
  'http-lists': asking(
    'http-auth',
    'HTTP',
    "path: '/check/', allowedHeaders: [X-Tenant], allowedResponseHeaders: [X-User]",
  ),
  'http-body': asking('http-auth', 'HTTP', '', BODY),
  grpc: asking('grpc-auth', 'GRPC'),
  'grpc-declared': asking('grpc-declared', 'GRPC'),
  'grpc-lists': asking('grpc-auth', 'GRPC', 'allowedHeaders: [Authorization]'),
  'grpc-body': asking('grpc-auth', 'GRPC', '', BODY),
  'http-down': asking('down'),
  'grpc-down': asking('down', 'GRPC'),
  empty: asking('empty'),
  'http-half': asking('http-half'),
  'grpc-half': asking('grpc-half', 'GRPC'),
  'wrong-protocol': asking('http-auth', 'GRPC'),
  missing: asking('nowhere'),
  'websocket-port': asking('websocket', 'GRPC'),
  'other-namespace': `{ type: ExternalAuth, externalAuth: { protocol: HTTP, http: {}, backendRef: { name: http-auth, namespace: other, port: 80 } } }`,
  secure: asking('secure'),
  impostor: asking('impostor'),
  mirrored: `${asking('http-auth')}, { type: RequestMirror, requestMirror: { backendRef: { name: copies, port: 80 } } }`,
  redirected: `${asking('http-auth')}, { type: RequestRedirect, requestRedirect: { hostname: elsewhere } }`,
  cors: `${asking('http-auth')}, { type: CORS, cors: { allowOrigins: ['https://app'] } }`,
  rewritten: `${asking('http-auth')}, { type: URLRewrite, urlRewrite: { path: { type: ReplacePrefixMatch, replacePrefixMatch: /new } } }`,
};

const rule = (path: string, filters: string, backends: string) =>
  `{ matches: [{ path: { value: /${path} } }], filters: [${filters}], backendRefs: [${backends}] }`;

const RULES = [
  ...Object.entries(FILTERS).map(([path, filters]) => rule(path, filters, path === 'redirected' ? '' : APP)),
  rule('split', asking('http-auth'), `${APP}, { name: copies, port: 80 }`),
  rule('one-backend', '', `{ name: app, port: 80, filters: [${asking('http-auth')}] }, { name: copies, port: 80 }`),
  rule('only-backend', '', `{ name: app, port: 80, filters: [${asking('grpc-auth', 'GRPC')}] }`),
  rule('missing-of-backend', '', `{ name: app, port: 80, filters: [${asking('nowhere')}] }`),
  rule('open', '', APP),
];

/** The API allows 16 rules. */
const ROUTES = Array.from(
  { length: Math.ceil(RULES.length / 16) },
  (_, index) => `${API}
kind: HTTPRoute
metadata: { name: route-${index}, namespace: infra }
spec:
  parentRefs: [{ name: gateway }]
  rules: [${RULES.slice(index * 16, index * 16 + 16).join(', ')}]`,
);

const DENIED = { status: 401, headers: { 'www-authenticate': 'Bearer', 'x-reason': 'token' } };

function decide(name: string): (check: Check) => Verdict {
  return ({ headers: { authorization } }) => {
    if (authorization === 'broken') return { status: 500 };
    if (authorization === 'empty') return { status: 204 };
    if (authorization !== 'good') return DENIED;
    return {
      status: 200,
      headers: {
        'x-user': name,
        'x-more': 'more',
        host: 'evil',
        connection: 'keep-alive',
        'content-type': 'text/plain',
        'x-gatewright-chain': 'evil',
        'x-envoy-retry-on': '5xx',
        'x-envoy-attempt-count': '9',
      },
    };
  };
}

const OF_ENVOY = ['x-envoy-retry-on', 'x-envoy-attempt-count', 'x-envoy-upstream-service-time'];

let envoy: RunningEnvoy;
let app: EchoServer;
let copies: EchoServer;
let secure: EchoServer;
let http: AuthorizationServer;
let grpc: AuthorizationServer;
let askedBefore = 0;

const asked = () => http.checks.length + grpc.checks.length - askedBefore;
const lastCheck = (server: AuthorizationServer) => server.checks.at(-1) as Check;

beforeAll(async () => {
  [app, copies, http, grpc, secure] = await Promise.all([
    startEcho('app'),
    startEcho('copies'),
    startHttpAuthorization(decide('http')),
    startGrpcAuthorization(decide('grpc')),
    startTlsEcho('secure', tlsOf('auth.example.com')),
  ]);
  // Nothing listens there any more.
  const gone = await startEcho('gone');
  await gone.close();
  envoy = await envoyWith(
    GATEWAY,
    ...ROUTES,
    localService('app', app.port),
    localService('copies', copies.port),
    localService('http-auth', http.port),
    localService('http-auth', http.port).replaceAll('namespace: infra', 'namespace: other'),
    localService('grpc-auth', grpc.port),
    localService('grpc-declared', grpc.port, 'kubernetes.io/h2c'),
    localService('websocket', grpc.port, 'kubernetes.io/ws'),
    localService('down', gone.port),
    ...halfGone('http-half', http.port, gone.port),
    ...halfGone('grpc-half', grpc.port, gone.port),
    localService('secure', secure.port),
    localService('impostor', secure.port),
    'apiVersion: v1\nkind: Service\nmetadata: { name: empty, namespace: infra }\nspec: { ports: [{ port: 80 }] }',
  );
});

/** A Service with two endpoints, of which one is not there. */
function halfGone(name: string, port: number, gone: number): string[] {
  const [, slice = ''] = localService(name, gone).split('---');
  return [localService(name, port), slice.replace(`name: ${name},`, `name: ${name}-2,`)];
}

function tlsOf(name: string) {
  const { certificate, key } = authority.issue([name]);
  return { cert: certificate, key };
}

afterAll(async () => {
  await envoy.stop();
  await Promise.all([app, copies, secure, http, grpc].map((server) => server.close()));
});

beforeEach(() => {
  askedBefore = http.checks.length + grpc.checks.length;
});

async function ask(path: string, authorization?: string, more: Partial<SendOptions> = {}) {
  const headers = { ...(authorization && { authorization }), 'x-tenant': 'blue', ...more.headers };
  return send({ to: await envoy.port(LISTENER), host: 'www.example.com', path: `/${path}`, ...more, headers });
}

describe('an authorization service', () => {
  const everyone = [
    'http',
    'http-lists',
    'http-body',
    'grpc',
    'grpc-declared',
    'grpc-lists',
    'grpc-body',
    'only-backend',
  ];

  test.each(everyone)('lets a request through: /%s', async (path) => {
    const { headers } = (await ask(path, 'good')).echoed();
    expect(headers['x-user']).toBe(path.startsWith('http') ? 'http' : 'grpc');
    expect(asked()).toBe(1);
  });

  test.each(everyone)('refuses a request with its own answer: /%s', async (path) => {
    const before = app.requests;
    const { status, headers } = await ask(path, 'bad');
    expect(status).toBe(401);
    expect(headers).toMatchObject(DENIED.headers);
    expect(asked()).toBe(1);
    expect(app.requests).toBe(before);
  });

  test('is asked only by rules that say so', async () => {
    expect((await ask('open')).echoed().name).toBe('app');
    expect(asked()).toBe(0);
  });

  test('is not taken for granted when its answer is another success', async () => {
    const before = app.requests;
    expect((await ask('http', 'empty')).status).toBe(204);
    expect(app.requests).toBe(before);
  });

  test.each(['http-half', 'grpc-half'])('is asked where it is: /%s', async (path) => {
    for (let i = 0; i < 10; i++) expect((await ask(path, 'good')).echoed().name).toBe('app');
  });

  test('is asked by TLS as its policy says', async () => {
    expect((await ask('secure')).echoed().headers['x-echo-name']).toBe('secure');
  });
});

describe('what is sent to an authorization service', () => {
  test('by HTTP: what the API says, and nothing else of the client', async () => {
    await ask('http?q=1', 'good', { method: 'PUT', body: 'text', headers: { cookie: 'c' } });
    const { method, path, host, headers, body } = lastCheck(http);
    expect({ method, path, host, body }).toEqual({
      method: 'PUT',
      path: '/http?q=1',
      host: 'www.example.com',
      body: '',
    });
    expect(headers).toMatchObject({ authorization: 'good', 'content-length': '0' });
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['cookie']));
    expect(headers['x-tenant']).toBeUndefined();
  });

  test('by HTTP: headers that are allowed besides, and a prefix', async () => {
    await ask('http-lists/a', 'good', { headers: { cookie: 'c' } });
    const { path, headers } = lastCheck(http);
    expect(path).toBe('/check/http-lists/a');
    expect(headers).toMatchObject({ authorization: 'good', 'x-tenant': 'blue' });
    expect(headers.cookie).toBeUndefined();
  });

  test('by gRPC: everything', async () => {
    await ask('grpc?q=1', 'good', { method: 'PUT', body: 'text', headers: { cookie: 'c' } });
    const { method, path, host, headers, body } = lastCheck(grpc);
    expect({ method, path, host, body }).toEqual({
      method: 'PUT',
      path: '/grpc?q=1',
      host: 'www.example.com',
      body: '',
    });
    expect(headers).toMatchObject({ authorization: 'good', cookie: 'c', 'x-tenant': 'blue' });
  });

  test('by gRPC: only the headers that are allowed', async () => {
    await ask('grpc-lists', 'good', { headers: { cookie: 'c' } });
    expect(lastCheck(grpc).headers).toEqual({ authorization: 'good' });
  });

  test.each(['http-body', 'grpc-body'])('the body, which is forwarded too: /%s', async (path) => {
    const body = 'x'.repeat(1000);
    expect((await ask(path, 'good', { method: 'POST', body })).echoed().body).toBe(body);
    expect(lastCheck(path === 'http-body' ? http : grpc)).toMatchObject({
      body,
      headers: { 'content-length': '1000' },
    });
  });

  test.each(['http-body', 'grpc-body'])('no part of a body that is too long: /%s', async (path) => {
    const before = app.requests;
    expect((await ask(path, 'good', { method: 'POST', body: 'x'.repeat(1001) })).status).toBe(413);
    expect(asked()).toBe(0);
    expect(app.requests).toBe(before);
  });
});

describe('what a backend gets of the answer', () => {
  test('by HTTP: all headers but those that say nothing about the request', async () => {
    const { headers, host } = (
      await ask('http', 'good', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
    ).echoed();
    expect(host).toBe('www.example.com');
    expect(headers).toMatchObject({ 'x-user': 'http', 'x-more': 'more', 'content-type': 'application/json' });
    for (const name of ['date', 'server', 'x-gatewright-chain', ...OF_ENVOY, ':status']) {
      expect(headers[name]).toBeUndefined();
    }
  });

  test('by HTTP: only the headers that are allowed', async () => {
    const { headers } = (await ask('http-lists', 'good')).echoed();
    expect(headers['x-user']).toBe('http');
    expect(headers['x-more']).toBeUndefined();
  });

  test('by gRPC: what it sets, but not the host', async () => {
    const { headers, host } = (await ask('grpc', 'good')).echoed();
    expect(host).toBe('www.example.com');
    expect(headers).toMatchObject({ 'x-user': 'grpc', 'x-more': 'more' });
    for (const name of ['x-gatewright-chain', ...OF_ENVOY]) expect(headers[name]).toBeUndefined();
  });

  test('a client cannot write its headers', async () => {
    const { headers } = (await ask('http', 'good', { headers: { 'x-user': 'root' } })).echoed();
    expect(headers['x-user']).toBe('http');
  });
});

describe('without an answer nothing gets through', () => {
  test.each([
    ['http-down', 503],
    ['grpc-down', 503],
    ['empty', 503],
    ['wrong-protocol', 503],
    ['impostor', 503],
    ['missing', 500],
    ['missing-of-backend', 500],
    ['other-namespace', 500],
    ['websocket-port', 500],
  ])('/%s: %i', async (path, status) => {
    const before = app.requests;
    expect((await ask(path, 'good')).status).toBe(status);
    expect(app.requests).toBe(before);
  });

  test('an error of the service: 503', async () => {
    const before = app.requests;
    expect((await ask('http', 'broken')).status).toBe(503);
    expect(app.requests).toBe(before);
  });
});

describe('with other filters', () => {
  test('no copy of a request that is refused is sent', async () => {
    const before = copies.requests;
    expect((await ask('mirrored', 'bad')).status).toBe(401);
    expect((await ask('mirrored', 'good')).echoed().name).toBe('app');
    await eventually(() => expect(copies.requests).toBe(before + 1));
  });

  test('a redirect is for those who are allowed', async () => {
    expect((await ask('redirected', 'bad')).status).toBe(401);
    expect((await ask('redirected', 'good')).headers.location).toBe('http://elsewhere/redirected');
  });

  test('a preflight, which has no credentials, is answered', async () => {
    const headers = { origin: 'https://app', 'access-control-request-method': 'GET' };
    expect((await ask('cors', undefined, { method: 'OPTIONS', headers })).status).toBe(200);
    expect(asked()).toBe(0);
    const { status, headers: received } = await ask('cors', 'bad', { headers: { origin: 'https://app' } });
    expect(status).toBe(401);
    expect(received['access-control-allow-origin']).toBe('https://app');
  });

  test('the service sees the path of the client, the backend that of the rewrite', async () => {
    expect((await ask('rewritten/a', 'good')).echoed().path).toBe('/new/a');
    expect(lastCheck(http).path).toBe('/rewritten/a');
  });

  test('a websocket is not opened without authorization', async () => {
    const headers = { connection: 'upgrade', upgrade: 'websocket' };
    expect((await ask('http-body', 'bad', { headers })).status).toBe(401);
  });
});

describe('with several backends', () => {
  test('the filter of a rule is for all of them', async () => {
    const before = app.requests + copies.requests;
    for (let i = 0; i < 20; i++) expect((await ask('split', 'bad')).status).toBe(401);
    expect(app.requests + copies.requests).toBe(before);
    const names = new Set<string>();
    while (names.size < 2) names.add((await ask('split', 'good')).echoed().name);
    expect([...names].sort()).toEqual(['app', 'copies']);
  });

  test('the filter of a backend is for its share', async () => {
    const before = app.requests;
    const seen = new Set<number>();
    while (seen.size < 2) {
      const { status, body } = await ask('one-backend', 'bad');
      seen.add(status);
      if (status === 200) expect(JSON.parse(body)).toMatchObject({ name: 'copies' });
    }
    expect([...seen].sort()).toEqual([200, 401]);
    expect(app.requests).toBe(before);
  });
});
