import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backend, rule } from '../../src/envoy/testing/example.js';
import type { Sidecar } from '../../src/model/index.js';
import { MESH_PROTOCOL } from '../../src/well-known/names.js';
import { eventually } from '../envoy/harness.js';
import { Mesh, type MeshPod } from './mesh.js';
import { endpoint, type MeshContent, meshModel } from './model.js';
import { HTTP_V1, type Received, SERVER_FIRST, TLS } from './workload.js';

const WEB = { address: '198.19.0.1', port: 80 };
const DB = { address: '198.19.0.1', port: 3306 };
const SERVER = 'default/server';

let mesh: Mesh;
let client: MeshPod;
let server: MeshPod;
let outside: MeshPod;
let contentOf: (identity: string | undefined, inbound?: Sidecar['inbound']) => MeshContent;

beforeAll(async () => {
  const pod = (sidecar: boolean) => ({ namespace: 'default', sidecar });
  mesh = await Mesh.start({ client: pod(true), server: pod(true), outside: pod(false) }, ({ server }) => {
    contentOf = (identity, inbound = 'Permissive') => ({
      sidecars: { 'default/client': 'Permissive', [SERVER]: inbound },
      frontends: [
        {
          key: 'default/web:80',
          addresses: [WEB.address],
          handling: { type: 'HTTP', detect: false },
          rules: [rule({ action: { type: 'Forward', backends: [backend('web')] } })],
        },
        {
          key: 'default/db:3306',
          addresses: [DB.address],
          handling: { type: 'TCP', chains: [{ name: 'all', serverNames: [], group: 'mesh/default/db:3306/all' }] },
          groups: { all: [{ weight: 1, backend: 'default/db:80' }] },
        },
      ],
      backends: {
        'default/web:80': [endpoint(server?.ipv4 ?? '', HTTP_V1, identity)],
        'default/db:80': [endpoint(server?.ipv4 ?? '', SERVER_FIRST, identity)],
      },
    });
    return meshModel(contentOf(SERVER));
  });
  client = mesh.pod('client');
  server = mesh.pod('server');
  outside = mesh.pod('outside');
}, 60_000);

afterAll(() => mesh?.stop());

const inbound = async (stat: string) =>
  (await mesh.sidecar('server').stats('listener.mesh/inbound.'))[`listener.mesh/inbound.${stat}`] ?? 0;
const outbound = async (stat: string) =>
  (await mesh.sidecar('client').stats('cluster.default/web_80.'))[`cluster.default/web_80.${stat}`] ?? 0;
const greeting = (pod: MeshPod, to: typeof DB) => pod.workload.do('talk', to).then(({ text }) => text);
const ask = () => client.workload.echo(WEB);

describe('between two sidecars', () => {
  test('there is TLS on the wire, in both directions proven, and nothing that the server sees of it', async () => {
    const before = await inbound('ssl.handshake');
    const received = (await ask()) as Received;
    expect(received).toMatchObject({ name: 'server', from: '127.0.0.6' });
    expect(Object.keys(received.headers)).toEqual(['host', 'x-forwarded-proto']);
    expect(await inbound('ssl.handshake')).toBe(before + 1);
    expect(await inbound('ssl.versions.TLSv1.3')).toBe(before + 1);
  });

  test('the server may begin, without a wait', async () => {
    const before = await inbound('downstream_pre_cx_timeout');
    expect(await greeting(client, DB)).toBe('hello from server to 127.0.0.6\n');
    expect(await inbound('downstream_pre_cx_timeout')).toBe(before);
  });

  test('another workload than the expected one is not talked to', async () => {
    await mesh.settle(meshModel(contentOf('default/another')));
    await eventually(async () => expect(await ask()).toBe(503));
    expect(await outbound('ssl.fail_verify_san')).toBeGreaterThan(0);
    expect(await greeting(client, DB)).toBe('');
    await mesh.settle(meshModel(contentOf(SERVER)));
    await eventually(async () => expect(await ask()).toMatchObject({ name: 'server' }));
  });

  test('who an endpoint is may be known later than that it is there', async () => {
    await mesh.settle(meshModel(contentOf(undefined)));
    await eventually(async () => expect(await greeting(client, DB)).toMatch(/^hello/));
    const handshakes = await inbound('ssl.handshake');
    expect(await ask()).toMatchObject({ name: 'server' });
    expect(await inbound('ssl.handshake')).toBe(handshakes);
    for (const [identity, status, greeted] of [
      ['default/another', 503, ''],
      [SERVER, 200, 'hello from server to 127.0.0.6\n'],
    ] as const) {
      await mesh.settle(meshModel(contentOf(identity)));
      await eventually(async () => expect((await client.workload.do('request', WEB)).status).toBe(status));
      await eventually(async () => expect(await greeting(client, DB)).toBe(greeted));
    }
    expect(await inbound('ssl.handshake')).toBeGreaterThan(handshakes + 1);
  });

  test('a workload that takes no connections is one that could not be connected to', async () => {
    const { backends, ...rest } = contentOf(SERVER);
    const [here] = backends['default/web:80'] ?? [];
    if (here === undefined) throw new Error('there is no endpoint');
    const nowhere = { ...here, port: 9999 };
    await mesh.settle(meshModel({ ...rest, backends: { ...backends, 'default/web:80': [here, nowhere] } }));
    // Only then is a request of any method sent to another endpoint.
    await eventually(async () => {
      const { status } = await client.workload.do('request', { ...WEB, method: 'POST', body: 'once', fresh: true });
      expect(status).toBe(200);
      expect(await outbound('upstream_cx_connect_fail')).toBeGreaterThan(0);
      expect(await outbound('upstream_rq_retry_success')).toBeGreaterThan(0);
    });
    await mesh.settle(meshModel(contentOf(SERVER)));
  });

  test('certificates are renewed without a failed request, and so is the authority', async () => {
    const { roots } = mesh;
    mesh.replaceAuthority();
    const handshakes = await inbound('ssl.handshake');
    const load = client.workload.do('load', WEB);
    for (let round = 0; round < 4; round += 1) {
      const served = await client.workload.do('served', {});
      const updates = await inbound('server_ssl_socket_factory.ssl_context_update_by_sds');
      await mesh.renewCertificates();
      await eventually(async () => {
        expect(await inbound('server_ssl_socket_factory.ssl_context_update_by_sds')).toBeGreaterThan(updates);
        expect(await client.workload.do('served', {})).toBeGreaterThan(served + 50);
      });
    }
    await client.workload.do('stop', {});
    const { requests, failures } = await load;
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(200);
    expect((await inbound('ssl.handshake')) - handshakes).toBeGreaterThan(30);
    expect(mesh.roots.replace(roots, '')).toMatch(/^-----BEGIN CERTIFICATE-----/);
    expect(await client.workload.echo({ ...WEB, fresh: true })).toMatchObject({ name: 'server' });
  });
});

describe('from outside the mesh', () => {
  const get = (address: string) => outside.workload.echo({ address, port: HTTP_V1, fresh: true });
  const web = () => get(server.network.ipv4);
  const web6 = () => get(server.network.ipv6);

  test('a permissive workload takes everything', async () => {
    expect(await web()).toMatchObject({ name: 'server', from: '127.0.0.6' });
    expect(await web6()).toMatchObject({ name: 'server', from: '::1' });
    expect(await greeting(outside, { address: server.network.ipv4, port: SERVER_FIRST })).toMatch(/^hello/);
    const secure = { address: server.network.ipv4, port: TLS, serverName: 'x.test', text: 'ping' };
    expect(await outside.workload.do('tls', secure)).toEqual({ subject: 'server.test', text: 'ping' });
  });

  test('nobody pretends to be in it', async () => {
    const to = { address: server.network.ipv4, port: HTTP_V1, serverName: 'server.default.sa.mesh.test' };
    await expect(
      outside.workload.do('tls', { ...to, protocol: MESH_PROTOCOL, text: 'GET / HTTP/1.0\r\n\r\n' }),
    ).rejects.toThrow();
    expect(await inbound('ssl.fail_verify_no_cert')).toBeGreaterThan(0);
  });

  test('a strict workload takes nothing, and everything from the mesh', async () => {
    await mesh.settle(meshModel(contentOf(SERVER, 'Strict')));
    await eventually(() => expect(web()).rejects.toThrow());
    await expect(web6()).rejects.toThrow();
    expect(await greeting(outside, { address: server.network.ipv4, port: SERVER_FIRST })).toBe('');
    const secure = { address: server.network.ipv4, port: TLS, serverName: 'x.test', text: 'ping' };
    await expect(outside.workload.do('tls', secure)).rejects.toThrow();
    expect(await ask()).toMatchObject({ name: 'server' });
    expect(await greeting(client, DB)).toMatch(/^hello/);
  });

  test('only readiness and statistics are open to all', async () => {
    const admin = (path: string) =>
      outside.workload.do('request', { address: server.network.ipv4, port: 19_001, path });
    expect(await admin('/ready')).toMatchObject({ status: 200 });
    expect(await admin('/config_dump')).toMatchObject({ status: 404 });
  });
});
