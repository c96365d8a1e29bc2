import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backend, rule } from '../../src/envoy/testing/example.js';
import type { HttpRule } from '../../src/model/index.js';
import { READINESS_PORT } from '../../src/well-known/ports.js';
import { Mesh, type MeshPod } from './mesh.js';
import { endpoint, type Frontend, type MeshContent, meshModel } from './model.js';
import { GRPC, HTTP_V1, HTTP_V2, type Received, SERVER_FIRST, TLS } from './workload.js';

/** ClusterIPs, of which nobody but sidecars and the router knows. */
const WEB = ['198.19.0.1', 'fd00:19::1'];
const DETECT = '198.19.0.2';
const TCP = '198.19.0.3';
const OWN = '198.19.0.4';
const UNKNOWN = '198.19.0.5';
const PATHS = '198.19.0.6';

const marked = (name: string, value: string, parts: Partial<HttpRule>): HttpRule =>
  rule({ name, filters: { requestHeaders: { set: [{ name: 'x-rule', value }], add: [], remove: [] } }, ...parts });

const to = (...names: readonly string[]): Pick<HttpRule, 'action'> => ({
  action: { type: 'Forward', backends: names.map((name) => backend(name)) },
});
const path = (value: string, headers: HttpRule['matches'][number]['headers'] = []): Pick<HttpRule, 'matches'> => ({
  matches: [{ path: { type: 'Prefix', value }, headers, queryParams: [] }],
});

const RULES = [
  marked('header', 'header', { ...path('/', [{ type: 'Exact', name: 'x-want', value: 'v2' }]), ...to('v2') }),
  marked('split', 'split', { ...path('/split'), ...to('v1', 'v2') }),
  rule({ name: 'moved', ...path('/moved'), action: { type: 'Redirect', redirect: { statusCode: 302 } } }),
  rule({ name: 'plain', ...path('/plain'), ...to('v1') }),
  rule({
    ...{ name: 'retried', ...path('/retried'), ...to('v1') },
    ...{ retry: { codes: [503], attempts: 3 }, timeouts: { backendRequest: 5_000 } },
  }),
];

/** Of these the last takes what the others do not match. */
const BY_PATH = [
  marked('about', 'about', { ...path('/about'), ...to('v1') }),
  rule({
    ...{ name: 'guarded', ...path('/guarded'), ...to('v1') },
    filters: { externalAuth: { protocol: 'HTTP', backend: 'default/nowhere:80', authority: 'nowhere' } },
  }),
  marked('rest', 'rest', to('v1')),
];
const CONSUMER = [marked('consumer', 'consumer', { ...path('/plain'), ...to('v2') })];

let mesh: Mesh;
let content: MeshContent;
let client: MeshPod;
let server: MeshPod;

beforeAll(async () => {
  const pod = (namespace: string, sidecar = true) => ({ namespace, sidecar });
  const pods = {
    client: pod('default'),
    consumer: pod('other'),
    server: pod('default'),
    outside: pod('default', false),
  };
  mesh = await Mesh.start(pods, ({ server, outside }) => {
    const at = (port: number) => [endpoint(server?.ipv4 ?? '', port, 'default/server')];
    const frontends: readonly Frontend[] = [
      { key: 'default/web:80', addresses: WEB, handling: { type: 'HTTP', detect: false }, rules: RULES },
      {
        key: 'default/web:80',
        addresses: WEB,
        handling: { type: 'HTTP', detect: false },
        rules: CONSUMER,
        only: 'other',
      },
      {
        key: 'default/any:80',
        ...{ addresses: [DETECT], handling: { type: 'HTTP', detect: true } },
        rules: [marked('any', 'any', to('v1'))],
      },
      {
        key: 'default/grpc:9000',
        ...{ addresses: [DETECT], handling: { type: 'HTTP', detect: true } },
        rules: [marked('grpc', 'grpc', { ...path('/shop.Cart'), ...to('grpc') })],
      },
      {
        key: 'default/open:7070',
        ...{
          addresses: [DETECT],
          handling: { type: 'HTTP', detect: true, otherwise: 'mesh/default/open:7070/default' },
        },
        rules: [
          rule({ name: 'open-grpc', ...path('/shop.Cart'), ...to('open-grpc') }),
          rule({ name: 'open', ...to('open') }),
        ],
        groups: { default: [{ weight: 1, backend: 'default/db:80' }] },
      },
      {
        key: 'default/own:80',
        ...{ addresses: [OWN], handling: { type: 'HTTP', detect: false } },
        rules: [marked('own', 'own', to('v1'))],
      },
      {
        key: 'default/paths:80',
        ...{ addresses: [PATHS], handling: { type: 'HTTP', detect: false } },
        rules: BY_PATH,
      },
      {
        key: 'default/db:3306',
        addresses: [TCP],
        handling: { type: 'TCP', chains: [{ name: 'all', serverNames: [], group: 'mesh/default/db:3306/all' }] },
        groups: {
          all: [
            { weight: 1, backend: 'default/db:80' },
            { weight: 1, backend: 'default/db-outside:80' },
          ],
        },
      },
      {
        key: 'default/tls:443',
        addresses: [TCP],
        handling: {
          type: 'TCP',
          chains: [{ name: 'named', serverNames: ['*.shop.test'], group: 'mesh/default/tls:443/named' }],
        },
        groups: { named: [{ weight: 1, backend: 'default/tls:80' }] },
      },
    ];
    content = {
      sidecars: { 'default/client': 'Permissive', 'other/consumer': 'Permissive', 'default/server': 'Permissive' },
      frontends,
      backends: {
        'default/v1:80': at(HTTP_V1),
        'default/v2:80': at(HTTP_V2),
        'default/grpc:80': at(GRPC),
        'default/open:80': at(HTTP_V1),
        'default/open-grpc:80': at(GRPC),
        'default/nowhere:80': [],
        'default/db:80': at(SERVER_FIRST),
        'default/db-outside:80': [endpoint(outside?.ipv4 ?? '', SERVER_FIRST)],
        'default/tls:80': at(TLS),
      },
      protocols: {
        'default/grpc:80': 'HTTP2',
        'default/open:80': 'Downstream',
        'default/open-grpc:80': 'Downstream',
      },
    };
    return meshModel(content);
  });
  client = mesh.pod('client');
  server = mesh.pod('server');
  mesh.forward(DETECT, 80, server.network, SERVER_FIRST);
  mesh.forward(DETECT, 9000, server.network, TLS);
  mesh.forward(UNKNOWN, 80, server.network, HTTP_V1);
}, 60_000);

afterAll(() => mesh?.stop());

describe('a Service port with routes', () => {
  const [address = ''] = WEB;

  test('is found by its address and port, whatever the host is', async () => {
    for (const host of ['web', 'elsewhere.example:9999']) {
      const received = await client.workload.echo({ address, port: 80, path: '/plain', headers: { host } });
      expect(received).toMatchObject({ name: 'server', version: 'v1', headers: { host } });
    }
  });

  test('has addresses of both families', async () => {
    const received = await client.workload.echo({ address: WEB[1] ?? '', port: 80, path: '/plain' });
    expect(received).toMatchObject({ name: 'server', version: 'v1' });
  });

  test('routes by header, and by weight', async () => {
    const received = await client.workload.echo({ address, port: 80, headers: { 'x-want': 'v2' } });
    expect(received).toMatchObject({ version: 'v2', headers: { 'x-rule': 'header' } });
    const split = Array.from({ length: 60 }, () => client.workload.echo({ address, port: 80, path: '/split' }));
    const versions = (await Promise.all(split)).map((each) => (each as Received).version);
    expect(new Set(versions)).toEqual(new Set(['v1', 'v2']));
  });

  test('answers 404 where nothing matches', async () => {
    expect(await client.workload.echo({ address, port: 80, path: '/nothing' })).toBe(404);
  });

  test('redirects to itself', async () => {
    const { status, headers } = await client.workload.do('request', {
      address,
      port: 80,
      path: '/moved',
      headers: { host: 'web' },
    });
    expect([status, headers.location]).toEqual([302, 'http://web/moved']);
  });

  test('has routes of its own for the clients of another namespace', async () => {
    const received = await mesh.pod('consumer').workload.echo({ address, port: 80, path: '/plain' });
    expect(received).toMatchObject({ version: 'v2', headers: { 'x-rule': 'consumer' } });
  });

  test.each([
    ['/about', 'about', '/about'],
    ['/%61bout', 'about', '/about'],
    ['/%61%62out/us', 'about', '/about/us'],
    ['/a/../about', 'about', '/about'],
    ['/a/%2e%2E/about', 'about', '/about'],
    ['/./about', 'about', '/about'],
    ['//about', 'about', '/about'],
    ['/a/..\\about', 'about', '/about'],
    ['/about/..//a%20b?c=/d/../%65', 'rest', '/a%20b?c=/d/../%65'],
    ['/About', 'rest', '/About'],
  ])('sees the normalized path as its backend does: %s is of the rule %s', async (sent, name, received) => {
    const answer = await client.workload.echo({ address: PATHS, port: 80, path: sent });
    expect(answer).toMatchObject({ path: received, headers: { 'x-rule': name } });
  });

  test.each(['/guarded', '/%67uarded', '/a/../guarded', '//guarded', '/guarded/%2e/'])(
    'lets no spelling of a path get past its authorization service: %s',
    async (sent) => expect(await client.workload.echo({ address: PATHS, port: 80, path: sent })).toBe(503),
  );

  test.each([
    ['/a%2Fabout?b=%2F', 307, '/a/about?b=%2F'],
    ['/%5cguarded', 307, '/guarded'],
    ['/about%00', 400, undefined],
  ])('answers by itself what backends could read in two ways: %s by %i', async (sent, status, location) => {
    const { headers, ...answer } = await client.workload.do('request', { address: PATHS, port: 80, path: sent });
    expect([answer.status, headers.location]).toEqual([status, location]);
  });

  test('leaves alone what no route asks for', async () => {
    const headers = { host: 'web', a_b: '1', 'X-Forwarded-For': '192.0.2.1', 'x-request-id': 'mine' };
    const sent = { address, port: 80, path: '/plain/a%20B%c3%A9/?d=//%65%2F/../', headers };
    const { headers: answered, body } = await client.workload.do('request', sent);
    const received = JSON.parse(body) as Received;
    expect(received.path).toBe(sent.path);
    expect(received.headers).toEqual({
      ...{ host: 'web', a_b: '1', 'x-forwarded-for': '192.0.2.1', 'x-request-id': 'mine' },
      // Envoy cannot do without it.
      'x-forwarded-proto': 'http',
    });
    expect(Object.keys(answered).sort()).toEqual(['content-length', 'date', 'x-version']);
  });

  test.each(['web:80', 'web:8080', 'web:'])(
    'redirects without a port where it is the well-known one: %s',
    async (host) => {
      const { headers } = await client.workload.do('request', { address, port: 80, path: '/moved', headers: { host } });
      expect(headers.location).toBe('http://web/moved');
    },
  );

  test('passes on no header that only a proxy may set', async () => {
    const headers = {
      ...{ 'x-envoy-retry-on': '5xx', 'x-envoy-original-dst-host': '127.0.0.1:22', 'x-envoy-attempt-count': '3' },
      ...{ 'x-gatewright-probe': 'http:8080', 'x-gatewright-scope': 'x', 'x-envoyer': '1' },
    };
    const { headers: received } = (await client.workload.echo({
      address,
      port: 80,
      path: '/plain',
      headers,
    })) as Received;
    expect(Object.keys(received).filter((name) => name in headers)).toEqual(['x-envoyer']);
  });

  test.each(['TLS/1.2', 'h2c', 'TLS/1.2, HTTP/2.0'])('ignores an upgrade that is not offered: %s', async (upgrade) => {
    const headers = { connection: 'Upgrade', upgrade };
    const received = await client.workload.echo({ address, port: 80, path: '/plain', headers });
    expect(received).toMatchObject({ name: 'server', version: 'v1' });
    expect((received as Received).headers).not.toHaveProperty('upgrade');
  });

  test.each([
    ['/plain/broken', 'GET', 1],
    ['/plain/broken', 'POST', 1],
    ['/retried/broken', 'GET', 4],
    ['/retried/broken', 'DELETE', 4],
    ['/retried/broken', 'POST', 1],
    ['/retried/broken', 'PATCH', 1],
  ])(
    'repeats only what its route asks for, and what may be repeated: %s by %s comes %i times',
    async (path, method, count) => {
      await server.workload.do('broken', {});
      expect((await client.workload.do('request', { address, port: 80, path, method })).status).toBe(503);
      expect(await server.workload.do('broken', {})).toEqual(Array.from({ length: count }, () => method));
    },
  );

  test('takes protocol upgrades', async () => {
    expect(await client.workload.do('upgrade', { address: OWN, port: 80, text: 'ping' })).toEqual({
      status: 101,
      text: 'ping',
    });
  });

  test('may be the one that the client is behind', async () => {
    const received = await server.workload.echo({ address: OWN, port: 80 });
    expect(received).toMatchObject({ name: 'server', from: '127.0.0.6', headers: { 'x-rule': 'own' } });
  });

  test('keeps connections when its routes change, and when others apply to the client', async () => {
    const workload = mesh.pod('consumer').workload;
    const ask = () => workload.do('request', { address, port: 80, path: '/plain' });
    await ask();
    const stats = () => mesh.sidecar('consumer').stats('listener_manager.listener_');
    const before = await stats();
    const own = content.frontends.filter(({ only }) => only !== undefined);
    await mesh.settle(meshModel({ ...content, frontends: content.frontends.filter((each) => !own.includes(each)) }));
    const produced = await ask();
    expect(produced).toMatchObject({ status: 200, reused: true, headers: { 'x-version': 'v1' } });
    await mesh.settle(meshModel(content));
    expect(await ask()).toMatchObject({ status: 200, reused: true, headers: { 'x-version': 'v2' } });
    expect(await stats()).toEqual(before);
  });
});

describe('a Service port of unknown protocol', () => {
  test('routes HTTP', async () => {
    const received = await client.workload.echo({ address: DETECT, port: 80 });
    expect(received).toMatchObject({ version: 'v1', headers: { 'x-rule': 'any' } });
  });

  test('routes gRPC, whose streams live', async () => {
    const messages = ['one', 'two', 'three'];
    const stream = { address: DETECT, port: 9000, path: '/shop.Cart/Watch', messages: [...messages] };
    expect(await client.workload.do('grpc', stream)).toMatchObject({
      ...{ status: 200, received: messages, trailers: { 'grpc-status': '0' } },
    });
    const encoded = { ...stream, path: '/%73hop%2ECart/Watch' };
    expect(await client.workload.do('grpc', encoded)).toMatchObject({ status: 200, received: messages });
    const nobody = { address: DETECT, port: 9000, path: '/shop.Other/Get', messages: [] };
    expect(await client.workload.do('grpc', nobody)).toMatchObject({ headers: { 'grpc-status': '12' } });
  });

  test('routes each version of HTTP as it came, where the backend does not say which it speaks', async () => {
    const stream = { address: DETECT, port: 7070, path: '/shop.Cart/Watch', messages: ['one'] };
    expect(await client.workload.do('grpc', stream)).toMatchObject({
      received: ['one'],
      trailers: { 'grpc-status': '0' },
    });
    expect(await client.workload.echo({ address: DETECT, port: 7070 })).toMatchObject({ version: 'v1' });
  });

  test('goes to the Service itself without a request, where what passes through would be refused', async () => {
    expect((await client.workload.do('talk', { address: DETECT, port: 7070 })).text).toMatch(/^hello from server /);
  });

  test('passes TLS through', async () => {
    const answer = await client.workload.do('tls', { address: DETECT, port: 9000, serverName: 'x.test', text: 'ping' });
    expect(answer).toEqual({ subject: 'server.test', text: 'ping' });
  });

  test('passes through where the server begins', async () => {
    expect((await client.workload.do('talk', { address: DETECT, port: 80 })).text).toMatch(/^hello from server /);
  });
});

describe('a Service port of TCP', () => {
  test('splits connections, in the mesh and out of it', async () => {
    const talks = Array.from({ length: 30 }, () => client.workload.do('talk', { address: TCP, port: 3306 }));
    const greetings = new Set((await Promise.all(talks)).map(({ text }) => text.trim()));
    expect(greetings).toEqual(
      new Set(['hello from server to 127.0.0.6', `hello from outside to ${client.network.ipv4}`]),
    );
  });

  test('passes TLS through by server name, and closes what no chain takes', async () => {
    const ask = (serverName: string) =>
      client.workload.do('tls', { address: TCP, port: 443, serverName, text: 'ping' });
    expect(await ask('cart.shop.test')).toEqual({ subject: 'server.test', text: 'ping' });
    await expect(ask('cart.other.test')).rejects.toThrow();
  });
});

describe('everything else passes through untouched', () => {
  test('addresses of pods, also of those behind a Service with routes', async () => {
    const received = await client.workload.echo({ address: server.network.ipv4, port: HTTP_V1, path: '/plain' });
    expect(received).toMatchObject({ name: 'server', path: '/plain' });
    expect((received as Received).headers).not.toHaveProperty('x-rule');
    expect((received as Received).headers).not.toHaveProperty('x-forwarded-proto');
  });

  test.each(['ipv4', 'ipv6'] as const)('what is not in the mesh, which sees who calls: %s', async (family) => {
    const { network } = mesh.pod('outside');
    const received = await client.workload.echo({ address: network[family], port: HTTP_V1 });
    expect(received).toMatchObject({ name: 'outside', from: client.network[family] });
  });

  test('Services without routes, and other ports of those with', async () => {
    expect(await client.workload.echo({ address: UNKNOWN, port: 80 })).toMatchObject({ name: 'server', version: 'v1' });
    mesh.forward(WEB[0] ?? '', 8081, server.network, HTTP_V2);
    expect(await client.workload.echo({ address: WEB[0] ?? '', port: 8081 })).toMatchObject({ version: 'v2' });
  });

  test.each(['/a//b/../c', '/%61%2Fb', '//plain/./%5Cc?d=%65'])('the path of a request: %s', async (path) => {
    expect(await client.workload.echo({ address: UNKNOWN, port: 80, path })).toMatchObject({ path });
    expect(await client.workload.echo({ address: server.network.ipv4, port: HTTP_V1, path })).toMatchObject({ path });
  });

  test('protocols in which the server begins', async () => {
    const { network } = mesh.pod('outside');
    const { text } = await client.workload.do('talk', { address: network.ipv4, port: SERVER_FIRST });
    expect(text).toBe(`hello from outside to ${client.network.ipv4}\n`);
  });

  test('what the sidecars of others tell about themselves', async () => {
    const asked = async () =>
      (await mesh.sidecar('server').stats('listener.readiness.'))['listener.readiness.downstream_cx_total'];
    const before = await asked();
    const { status } = await client.workload.do('request', {
      address: server.network.ipv4,
      port: READINESS_PORT,
      path: '/ready',
    });
    expect([status, await asked()]).toEqual([200, (before ?? 0) + 1]);
  });
});
