import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { Traffic } from '../../test/standalone/traffic.js';
import { apply, get, kubectl } from '../support/kubectl.js';
import { NodePorts } from '../support/node-ports.js';
import { type ClusterNode, nodePair, proxiesOf, readyPods, spreadOver } from '../support/nodes.js';
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

const NAMESPACE = 'daemon-set';
const HOST = 'store.example.com';
const WAIT = { timeoutMs: 60_000, everyMs: 200 };

describe('DaemonSet proxies', () => {
  let both: readonly ClusterNode[];
  let ports: NodePorts;

  beforeAll(async () => {
    const { staying, leaving } = await nodePair();
    both = [staying, leaving];
    await createNamespace(NAMESPACE);
    await apply(
      proxyConfig(NAMESPACE, 'every', { kind: 'DaemonSet', service: { externalTrafficPolicy: 'Local' } }),
      gateway(NAMESPACE, 'every', ownParameters('every')),
      httpRoute(NAMESPACE, 'every', {
        ...{ parent: 'every', hostname: HOST },
        rules: [{ backendRefs: [{ name: 'store', port: 80 }] }],
      }),
      ...echoBackend(NAMESPACE, 'store'),
    );
    await deployed(NAMESPACE, 'store');
    const address = await programmed(NAMESPACE, 'every');
    await answered({ to: 80, address, host: HOST, by: 'store' });
    ports = await NodePorts.of(NAMESPACE, 'every');
  }, 240_000);
  afterAll(() => deleteNamespaces(NAMESPACE));

  test('there is one on each node, and each node answers with its own', async () => {
    await spreadOver(NAMESPACE, proxiesOf('every'), 1, both);
    for (const node of both) {
      await eventually(async () => expect(await ports.health(node)).toBe(200), WAIT);
      expect((await ports.send(node, { host: HOST })).status).toBe(200);
    }
    const { status } = await get('daemonset', 'every-gatewright', NAMESPACE);
    expect(status).toMatchObject({ desiredNumberScheduled: 2, numberReady: 2 });
  });

  test('they roll out: no failed request through either node', async () => {
    const before = (await readyPods(NAMESPACE, proxiesOf('every'))).map(({ metadata }) => metadata.name);
    const traffic = both.map((node) => new Traffic({ ...ports.at(node), host: HOST }));
    await Promise.all(traffic.map(({ begun }) => begun));
    await kubectl(['rollout', 'restart', 'daemonset/every-gatewright', '-n', NAMESPACE]);
    await kubectl(['rollout', 'status', 'daemonset/every-gatewright', '-n', NAMESPACE, '--timeout=180s']);
    await spreadOver(NAMESPACE, proxiesOf('every'), 1, both);
    const after = await readyPods(NAMESPACE, proxiesOf('every'));
    for (const { metadata } of after) expect(before).not.toContain(metadata.name);
    for (const each of traffic) expect(Object.keys(await each.stop())).toEqual(['200']);
  }, 300_000);
});
