import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apply, list } from '../support/kubectl.js';
import { MESHED, STRICT } from '../support/mesh.js';
import { type ClusterNode, nodePair, pinned } from '../support/nodes.js';
import { PodClient } from '../support/pod-client.js';
import { createNamespace, deleteNamespaces, deployed, echoService } from '../support/world.js';

const SERVERS = 'between-servers';
const CLIENTS = 'between-clients';
const OUTSIDE = 'between-outside';
/** More than the packets, buffers and windows of a connection hold. */
const LARGE = 'x'.repeat(1 << 20);

const server = (namespace: string, name: string, node: ClusterNode) =>
  pinned(
    echoService(namespace, name, {
      ...{ replicas: 1, version: name, args: ['--tcp', '9000'] },
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'tcp', port: 5432, targetPort: 9000 },
      ],
    }),
    node,
  );

describe('calls of the mesh between nodes', () => {
  const clients = new Map<string, PodClient>();
  const names = ['staying', 'leaving'] as const;

  beforeAll(async () => {
    const pair = await nodePair();
    await createNamespace(SERVERS, STRICT);
    await createNamespace(CLIENTS, MESHED);
    await createNamespace(OUTSIDE);
    const all = [SERVERS, CLIENTS, OUTSIDE].flatMap((namespace) => names.map((name) => [namespace, name] as const));
    await apply(...all.flatMap(([namespace, name]) => server(namespace, name, pair[name])));
    for (const [namespace, name] of all) await deployed(namespace, name);
    for (const [namespace, name] of all) {
      if (namespace !== SERVERS) clients.set(`${namespace}/${name}`, new PodClient(namespace, `deployment/${name}`));
    }
  }, 300_000);
  afterAll(async () => {
    for (const client of clients.values()) client.close();
    await deleteNamespaces(SERVERS, CLIENTS, OUTSIDE);
  });

  const pairs = names.flatMap((from) => names.map((to) => [from, to] as const));

  test.each(pairs)('from the node %s to the node %s: HTTP and TCP, also much of it', async (from, to) => {
    const client = clients.get(`${CLIENTS}/${from}`) as PodClient;
    const url = `http://${to}.${SERVERS}`;
    await client.untilAnswered(url, to);
    expect((await client.converse(`${to}.${SERVERS}`, 5432, 'hello\n')).received).toBeDefined();
    const { status, body } = await client.request(url, { method: 'POST', body: LARGE });
    expect(status).toBe(200);
    expect(JSON.parse(body as string).bodyBytes).toBe(LARGE.length);
  });

  test.each(pairs)('a client without an identity gets no answer from the node %s to the node %s', async (from, to) => {
    const stranger = clients.get(`${OUTSIDE}/${from}`) as PodClient;
    await stranger.untilAnswered(`http://${to}.${CLIENTS}`, to);
    expect((await stranger.request(`http://${to}.${SERVERS}`)).error).toBeDefined();
    expect((await stranger.converse(`${to}.${SERVERS}`, 5432, 'hello\n')).received).toBeUndefined();
    const [pod] = await list('pod', SERVERS, `app=${to}`);
    expect((await stranger.request(`http://${pod?.status.podIP}:8080`)).error).toBeDefined();
  });
});
