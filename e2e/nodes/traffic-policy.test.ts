import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import type { Received } from '../../test/envoy/http-client.js';
import { apply } from '../support/kubectl.js';
import { NodePorts } from '../support/node-ports.js';
import { type ClusterNode, nodePair, only, pinned } from '../support/nodes.js';
import {
  answered,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  gateway,
  httpRoute,
  ownParameters,
  programmed,
  proxyConfig,
} from '../support/world.js';

const NAMESPACE = 'traffic-policy';
const HOST = 'store.example.com';
const WAIT = { timeoutMs: 60_000, everyMs: 200 };
/** For requests that no node answers. */
const NO_ANSWER_MS = 2_000;

/** The address of the client as the proxy saw it. */
function clientOf({ body }: Received): string {
  const { headers } = JSON.parse(body) as { headers: Readonly<Record<string, string>> };
  return headers['x-forwarded-for'] as string;
}

describe('externalTrafficPolicy: Local', () => {
  let staying: ClusterNode;
  let leaving: ClusterNode;
  let throughLocal: NodePorts;
  let throughCluster: NodePorts;
  const local = (node: ClusterNode) =>
    proxyConfig(NAMESPACE, 'local', { nodeSelector: only(node), service: { externalTrafficPolicy: 'Local' } });

  beforeAll(async () => {
    ({ staying, leaving } = await nodePair());
    await createNamespace(NAMESPACE);
    await apply(
      local(leaving),
      proxyConfig(NAMESPACE, 'cluster', { nodeSelector: only(leaving) }),
      ...['local', 'cluster'].map((name) => gateway(NAMESPACE, name, ownParameters(name))),
      ...['local', 'cluster'].map((name) =>
        httpRoute(NAMESPACE, name, {
          ...{ parent: name, hostname: HOST },
          rules: [{ backendRefs: [{ name: 'store', port: 80 }] }],
        }),
      ),
      ...pinned(echoBackend(NAMESPACE, 'store'), staying),
    );
    await deployed(NAMESPACE, 'store');
    for (const name of ['local', 'cluster']) {
      const address = await programmed(NAMESPACE, name);
      await answered({ to: 80, address, host: HOST, by: 'store' });
    }
    throughLocal = await NodePorts.of(NAMESPACE, 'local');
    throughCluster = await NodePorts.of(NAMESPACE, 'cluster');
  }, 240_000);
  afterAll(() => deleteNamespaces(NAMESPACE));

  test('a proxy sees the addresses of clients, which it does not behind a node that has no proxy', async () => {
    expect(clientOf(await throughLocal.send(leaving, { host: HOST }))).toBe(await throughLocal.ownAddress(leaving));
    expect(clientOf(await throughCluster.send(staying, { host: HOST }))).toBe(staying.address);
  });

  test('a node without a proxy does not answer, and says so to health checks', async () => {
    await eventually(async () => expect(await throughLocal.health(leaving)).toBe(200), WAIT);
    expect(await throughLocal.health(staying)).toBe(503);
    expect((await throughLocal.send(leaving, { host: HOST })).status).toBe(200);
    await expect(throughLocal.send(staying, { host: HOST, timeoutMs: NO_ANSWER_MS })).rejects.toThrow();
  });

  test('the proxy moves to the other node: health checks follow, and so does the address', async () => {
    const address = await programmed(NAMESPACE, 'local');
    await apply(local(staying));
    await eventually(
      async () => expect([await throughLocal.health(staying), await throughLocal.health(leaving)]).toEqual([200, 503]),
      {
        ...WAIT,
        timeoutMs: 120_000,
      },
    );
    await answered({ to: 80, address, host: HOST, by: 'store' });
    expect((await throughLocal.send(staying, { host: HOST })).status).toBe(200);
    // The old pod serves until it has drained; health checks keep new connections away.
    await eventually(
      () => expect(throughLocal.send(leaving, { host: HOST, timeoutMs: NO_ANSWER_MS })).rejects.toThrow(),
      {
        ...WAIT,
        timeoutMs: 120_000,
      },
    );
  }, 300_000);
});
