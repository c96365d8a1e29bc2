import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { eventually } from '../../test/envoy/eventually.js';
import { send } from '../../test/envoy/http-client.js';
import type { Conversation } from '../../test/envoy/l4.js';
import { grpcStream, keptConnection, webSocket } from '../support/conversations.js';
import { apply, type KubeObject, list, remove } from '../support/kubectl.js';
import { tlsSecret } from '../support/l4.js';
import { beginning, Clients, ca, ELSEWHERE, edge, LIVE, LIVE_HOSTS, WAIT } from '../support/shared-edge.js';
import { UNRELATED_CHANGES } from '../support/unrelated-changes.js';
import { createNamespace, deleteNamespaces, deployed, programmed } from '../support/world.js';

let clients: Clients;
const conversations = new Map<string, Conversation>();
const first = new Map<string, string>();

/** Every conversation answers as it did at first: on the same connection, from the same pod. */
async function allGoOn(): Promise<void> {
  const answers = await Promise.all(
    [...conversations].map(async ([name, conversation]) => {
      const answer = await conversation.answer().catch((error: Error) => `no answer: ${error.message}`);
      return [name, answer] as const;
    }),
  );
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(first));
}

/** Envoy's statistics about listeners. */
async function listenerStats(): Promise<Readonly<Record<string, number>>> {
  const [pod] = await list('pod', LIVE, 'gateway.networking.k8s.io/gateway-name=edge');
  const { body } = await send({ to: 19001, address: pod?.status.podIP, path: '/stats/prometheus' });
  const lines = body.matchAll(/^envoy_listener_manager_(\w+)(?:\{[^}]*\})? (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, Number(value)]));
}

/** Waits until whatever drains has ended. */
function nothingDrains(): Promise<void> {
  const none = { total_filter_chains_draining: 0, total_listeners_draining: 0 };
  return eventually(async () => expect(await listenerStats()).toMatchObject(none), WAIT);
}

async function begin(name: string, start: () => Promise<Conversation>): Promise<void> {
  await eventually(async () => {
    const conversation = await start();
    try {
      first.set(name, await conversation.answer());
      conversations.set(name, conversation);
    } catch (error) {
      conversation.close();
      throw error;
    }
  }, WAIT);
}

beforeAll(async () => {
  for (const namespace of [LIVE, ELSEWHERE]) await createNamespace(namespace);
  await apply(...beginning());
  const address = await programmed(LIVE, 'edge');
  await deployed(LIVE, 'talk', 'edge-gatewright');
  await deployed(ELSEWHERE, 'other');
  clients = new Clients(address);
  const plain = (host: string) => ({ address, port: 80, host });
  const secure = (host: string, port = 443) => ({ address, port, host, ca });
  await begin('WebSocket, port 80', () => webSocket(plain('talk.live.example.com')));
  await begin('WebSocket, port 443', () => webSocket(secure('talk.live.example.com')));
  await begin('WebSocket in TLS passed through, port 8443', () => webSocket(secure('talk.through.example.com', 8443)));
  await begin('HTTP/1.1, port 80', () => keptConnection(plain('talk.live.example.com')));
  await begin('HTTP/1.1, port 443', () => keptConnection(secure('talk.live.example.com')));
  await begin('gRPC stream, port 80', () => grpcStream(plain('grpc.live.example.com')));
  await begin('gRPC stream, port 443', () => grpcStream(secure('grpc.live.example.com')));
  await begin('TCP connection, port 5432', clients.connection(5432));
  await begin('TLS connection, port 8443', clients.tls('talk.ended.example.com'));
  await begin('UDP session, port 53', clients.datagrams(53));
});
afterAll(async () => {
  for (const conversation of conversations.values()) conversation.close();
  await deleteNamespaces(LIVE, ELSEWHERE);
});

const removeAll = async (objects: readonly KubeObject[]) => {
  for (const { kind, metadata } of objects) await remove(kind, metadata.name, metadata.namespace);
};

describe('conversations go on through unrelated changes', () => {
  test.each(Object.entries(UNRELATED_CHANGES))('%s', async (_, { objects = [], gateway, works, gone }) => {
    await apply(...objects, ...(gateway ? [gateway] : []));
    await works(clients);
    await allGoOn();
    await removeAll(objects);
    if (gateway) await apply(edge());
    await gone(clients);
    await nothingDrains();
    await allGoOn();
  });

  test.each([
    ['another host', 'other', 'other.example.com', ['other.example.com']],
    ['their own host', 'live', 'talk.live.example.com', LIVE_HOSTS],
  ])('a certificate for %s is renewed', async (_, secret, host, names) => {
    const renewed = testAuthority('renewed');
    await apply(tlsSecret(LIVE, secret, renewed.issue(names)));
    await eventually(() => clients.send(443, host, { tls: { ca: renewed.certificate } }), WAIT);
    await nothingDrains();
    await allGoOn();
  });

  test('no listener was replaced: each was changed in place', async () => {
    const { listener_modified: modified, listener_in_place_updated: inPlace } = await listenerStats();
    expect(inPlace).toBeGreaterThan(0);
    expect(modified).toBe(inPlace);
  });
});
