import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { readyControllers } from '../support/controllers.js';
import { apply, type KubeObject } from '../support/kubectl.js';
import { type ClusterNode, nodePair, only, pinned, proxiesOf, readyPods } from '../support/nodes.js';
import { PodClient } from '../support/pod-client.js';
import {
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  gateway,
  ownParameters,
  programmed,
  proxyConfig,
} from '../support/world.js';

const NAMESPACE = 'enforced';
const MONITORING = 'enforced-monitoring';
const NAMES = ['staying', 'leaving'] as const;
/** Ports of the controller. */
const [XDS, METRICS] = [18_000, 8_080];
const STATISTICS = 19_001;
const API_SERVER = 6_443;
const WAIT = { timeoutMs: 90_000, everyMs: 500 };

const on = (node: ClusterNode, networkPolicy: object = {}) =>
  proxyConfig(NAMESPACE, 'own', { nodeSelector: only(node), networkPolicy });

/** What a client finds where a connection was open: what it sends is none of the protocol there, so it is answered or closed. */
const OPEN = ['closed', 'ECONNRESET', 'EPIPE'];

async function connects(client: PodClient, host: string, port: number): Promise<boolean> {
  const { received, error = '' } = await client.converse(host, port, 'hello\r\n\r\n');
  return received !== undefined || OPEN.includes(error);
}

describe('NetworkPolicies are enforced', () => {
  let staying: ClusterNode;
  let leaving: ClusterNode;
  const clients: Record<string, PodClient> = {};
  let proxy: KubeObject;
  let inProxy: PodClient;

  /** A pod of the namespace on this node. */
  const from = (name: string) => clients[name] as PodClient;

  beforeAll(async () => {
    ({ staying, leaving } = await nodePair());
    await createNamespace(NAMESPACE);
    await createNamespace(MONITORING);
    await apply(
      ...pinned(echoBackend(NAMESPACE, 'staying'), staying),
      ...pinned(echoBackend(NAMESPACE, 'leaving'), leaving),
      ...pinned(echoBackend(MONITORING, 'monitoring'), staying),
      on(leaving),
      gateway(NAMESPACE, 'edge', ownParameters('own')),
    );
    await deployed(NAMESPACE, ...NAMES);
    await deployed(MONITORING, 'monitoring');
    await programmed(NAMESPACE, 'edge');
    for (const name of NAMES) clients[name] = new PodClient(NAMESPACE, `deployment/${name}`);
    clients.monitoring = new PodClient(MONITORING, 'deployment/monitoring');
    [proxy] = (await readyPods(NAMESPACE, proxiesOf('edge'))) as [KubeObject];
    inProxy = new PodClient(NAMESPACE, proxy.metadata.name, 'envoy');
    await theyAre();
  }, 300_000);
  afterAll(async () => {
    for (const client of [...Object.values(clients), inProxy]) client?.close();
    await deleteNamespaces(NAMESPACE, MONITORING);
  });

  /** The network plugin does what a NetworkPolicy says; without this nothing here could be seen. */
  async function theyAre(): Promise<void> {
    const [pod] = await readyPods(MONITORING, 'app=monitoring');
    const address = pod?.status.podIP as string;
    expect(await connects(from('leaving'), address, 8_080)).toBe(true);
    await apply({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace: MONITORING },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    });
    try {
      await eventually(async () => expect(await connects(from('leaving'), address, 8_080)).toBe(false), WAIT);
    } catch (cause) {
      throw new Error(
        'the network plugin of this cluster enforces no NetworkPolicy: a pod that no peer may reach is reached',
        { cause },
      );
    }
  }

  test('of the controller, pods that are no proxies reach the metrics and not xDS', async () => {
    for (const { status } of await readyControllers()) {
      for (const name of NAMES) {
        expect(await connects(from(name), status.podIP, XDS)).toBe(false);
        expect((await from(name).request(`http://${status.podIP}:${METRICS}/healthz`)).status).toBe(200);
      }
    }
  });

  test('of the controller, proxies reach xDS and not the metrics', async () => {
    for (const { status } of await readyControllers()) {
      expect(await connects(inProxy, status.podIP, XDS)).toBe(true);
      expect(await connects(inProxy, status.podIP, METRICS)).toBe(false);
    }
  });

  test('of a proxy, every pod reaches the listeners and the statistics', async () => {
    const { podIP } = proxy.status;
    for (const name of NAMES) {
      expect((await from(name).request(`http://${podIP}:80`)).status).toBe(404);
      await eventually(async () => {
        expect((await from(name).request(`http://${podIP}:${STATISTICS}/ready`)).status).toBe(200);
      }, WAIT);
    }
  });

  test('metricsFrom and deniedRanges of a ProxyConfig', async () => {
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': MONITORING } };
    const url = `http://${proxy.status.podIP}:${STATISTICS}/ready`;
    expect(await connects(inProxy, staying.address, API_SERVER)).toBe(true);
    await apply(on(leaving, { metricsFrom: [{ namespaceSelector }], deniedRanges: [`${staying.address}/32`] }));
    await eventually(async () => expect((await from('leaving').request(url)).error).toBeDefined(), WAIT);
    await eventually(async () => expect((await from('monitoring').request(url)).status).toBe(200), WAIT);
    await eventually(async () => expect(await connects(inProxy, staying.address, API_SERVER)).toBe(false), WAIT);
    expect((await from('leaving').request(`http://${proxy.status.podIP}:80`)).status).toBe(404);
  }, 240_000);
});
