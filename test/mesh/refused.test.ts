import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backend, rule } from '../../src/envoy/testing/example.js';
import type { Sidecar } from '../../src/model/index.js';
import { Mesh, type MeshPod } from './mesh.js';
import { endpoint, type MeshContent, meshModel } from './model.js';
import { GRPC, HTTP_V1, SERVER_FIRST, TLS } from './workload.js';

const ADDRESS = '198.19.0.1';
const WEB = { address: ADDRESS, port: 80 };
const GRPC_PORT = { address: ADDRESS, port: 9000 };
const DB = { address: ADDRESS, port: 3306 };
const SECURE = { address: ADDRESS, port: 443 };
const COUNT = 400;
const FEW = 40;

let mesh: Mesh;
let client: MeshPod;
let server: MeshPod;
let contentOf: (inbound: Sidecar['inbound'], identity?: boolean) => MeshContent;

beforeAll(async () => {
  const pod = (sidecar: boolean, serves = true) => ({ namespace: 'default', sidecar, serves });
  mesh = await Mesh.start({ client: pod(true), server: pod(true), dead: pod(true, false) }, ({ server, dead }) => {
    contentOf = (inbound, identity = true) => {
      // Nothing listens in `dead`.
      const pair = (port: number) =>
        Object.entries({ server, dead }).map(([name, pod]) =>
          endpoint(pod?.ipv4 ?? '', port, identity ? `default/${name}` : undefined),
        );
      const forward = (name: string) => rule({ name, action: { type: 'Forward', backends: [backend(name)] } });
      const groups = (name: string) => ({ all: [{ weight: 1, backend: `default/${name}:80` }] });
      return {
        sidecars: { 'default/client': 'Permissive', 'default/server': inbound, 'default/dead': inbound },
        frontends: [
          {
            key: 'default/web:80',
            ...{ addresses: [ADDRESS], handling: { type: 'HTTP', detect: false }, rules: [forward('web')] },
          },
          {
            key: 'default/grpc:9000',
            ...{ addresses: [ADDRESS], handling: { type: 'HTTP', detect: true }, rules: [forward('grpc')] },
          },
          {
            key: 'default/db:3306',
            addresses: [ADDRESS],
            handling: { type: 'TCP', chains: [{ name: 'all', serverNames: [], group: 'mesh/default/db:3306/all' }] },
            groups: groups('db'),
          },
          {
            key: 'default/tls:443',
            addresses: [ADDRESS],
            handling: {
              type: 'TCP',
              chains: [{ name: 'all', serverNames: ['*.shop.test'], group: 'mesh/default/tls:443/all' }],
            },
            groups: groups('tls'),
          },
        ],
        backends: {
          'default/web:80': pair(HTTP_V1),
          'default/grpc:80': pair(GRPC),
          'default/db:80': pair(SERVER_FIRST),
          'default/tls:80': pair(TLS),
        },
        protocols: { 'default/grpc:80': 'HTTP2' },
      };
    };
    return meshModel(contentOf('Permissive'));
  });
  client = mesh.pod('client');
  server = mesh.pod('server');
}, 60_000);

afterAll(() => mesh?.stop());

/** Makes so many calls one after the other. @returns what they were answered, each answer once. */
async function answers<T>(call: () => Promise<T>, count = FEW): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let index = 0; index < count; index++) {
    found.add(JSON.stringify(await call().catch((error: Error) => error.message)));
  }
  return found;
}

describe.each<[string, Sidecar['inbound'], boolean]>([
  ['strict', 'Strict', true],
  ['permissive', 'Permissive', true],
  ['whose identity is not known', 'Permissive', false],
])('of two endpoints, %s, one has no application that takes connections:', (_, inbound, identity) => {
  beforeAll(() => mesh.settle(meshModel(contentOf(inbound, identity))));

  test('every POST reaches the other one, once', async () => {
    await server.workload.do('posted', {});
    expect(await client.workload.do('posts', { ...WEB, count: COUNT })).toEqual([]);
    const posted = await server.workload.do('posted', {});
    expect([...posted].map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, index) => index));
  });

  test('so does gRPC', async () => {
    const call = () => client.workload.do('grpc', { ...GRPC_PORT, path: '/shop.Cart/Add', messages: ['one'] });
    expect(await answers(async () => (await call()).received)).toEqual(new Set(['["one"]']));
  });

  test('so do upgrades', async () => {
    const call = () => client.workload.do('upgrade', { ...WEB, text: 'ping' });
    expect(await answers(call)).toEqual(new Set(['{"status":101,"text":"ping"}']));
  });

  test('so do connections', async () => {
    const call = () => client.workload.do('talk', DB);
    // Without TLS of the mesh a sidecar waits a second for the client to begin.
    const greetings = await answers(async () => (await call()).text.split(' to ')[0], identity ? FEW : 4);
    expect(greetings).toEqual(new Set(['"hello from server"']));
  });

  test('so does TLS that is passed through', async () => {
    const call = () => client.workload.do('tls', { ...SECURE, serverName: 'a.shop.test', text: 'ping' });
    expect(await answers(call)).toEqual(new Set(['{"subject":"server.test","text":"ping"}']));
  });
});
