import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Traffic } from '../../test/standalone/traffic.js';
import { apply, type KubeObject, kubectl } from '../support/kubectl.js';
import { MESHED, serviceRoute, to } from '../support/mesh.js';
import { NodePorts } from '../support/node-ports.js';
import { type ClusterNode, CONTROLLERS, nodePair, proxiesOf, spread, spreadOver } from '../support/nodes.js';
import { PodTraffic, trafficDeployment } from '../support/pod-traffic.js';
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
  SYSTEM,
} from '../support/world.js';

const NAMESPACE = 'drained';
const HOST = 'store.example.com';

/** A drained node is to take no more pods than it can be without, of backends too. */
const budget = (app: string): KubeObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: app, namespace: NAMESPACE },
  spec: { maxUnavailable: 1, selector: { matchLabels: { app } } },
});

describe('a node is drained', () => {
  let staying: ClusterNode;
  let leaving: ClusterNode;

  beforeAll(async () => {
    ({ staying, leaving } = await nodePair());
    await createNamespace(NAMESPACE, MESHED);
    await apply(
      proxyConfig(NAMESPACE, 'two', { replicas: 2 }),
      gateway(NAMESPACE, 'edge', ownParameters('two')),
      httpRoute(NAMESPACE, 'store', {
        ...{ parent: 'edge', hostname: HOST },
        rules: [{ backendRefs: [{ name: 'store', port: 80 }] }],
      }),
      // Without one the connections of a client would end with the pod that they lead to.
      serviceRoute('HTTPRoute', NAMESPACE, 'mesh', { service: 'store', port: 80, rules: [to('store')] }),
      // Its proxies may have to reconnect to another controller before they hear of it.
      ...spread(echoBackend(NAMESPACE, 'store', { replicas: 2, goesAfter: 5 })),
      budget('store'),
    );
    await deployed(NAMESPACE, 'store');
    const address = await programmed(NAMESPACE, 'edge');
    await deployed(NAMESPACE, 'edge-gatewright');
    await answered({ to: 80, address, host: HOST, by: 'store' });
    await apply(trafficDeployment(NAMESPACE, 'traffic', `http://store.${NAMESPACE}`, 2), budget('traffic'));
    await deployed(NAMESPACE, 'traffic');
  }, 300_000);
  afterAll(async () => {
    for (const { name } of [staying, leaving]) await kubectl(['uncordon', name]);
    await deleteNamespaces(NAMESPACE);
  });

  test('one after the other: no failed request of a Gateway nor of the mesh', async () => {
    const both = [staying, leaving];
    await spreadOver(NAMESPACE, proxiesOf('edge'), 1, both);
    // A drained node goes on forwarding, so clients are on both.
    const ports = await NodePorts.of(NAMESPACE, 'edge');
    const traffic = both.map((node) => new Traffic({ ...ports.at(node), host: HOST }));
    const calls = new PodTraffic(NAMESPACE, 'traffic');
    await Promise.all(traffic.map(({ begun }) => begun));
    for (const [drained, other] of [
      [leaving, staying],
      [staying, leaving],
    ] as const) {
      await drain(drained);
      await spreadOver(NAMESPACE, proxiesOf('edge'), 2, [other]);
      await spreadOver(NAMESPACE, 'app=store', 2, [other]);
      await spreadOver(SYSTEM, CONTROLLERS, 2, [other]);
      await kubectl(['uncordon', drained.name]);
      await deployed(NAMESPACE, 'store', 'traffic');
    }
    const answers = await Promise.all(traffic.map((each) => each.stop()));
    await kubectl(['scale', '-n', NAMESPACE, 'deployment/traffic', '--replicas=0']);
    await calls.end();
    expect(answers.flatMap((each) => Object.keys(each))).toEqual(['200', '200']);
    expect(calls.failures).toEqual([]);
    expect(calls.answered).toBeGreaterThan(0);
  }, 900_000);
});

/** As an administrator does before the maintenance of a node; waits until the last pod has ended. */
async function drain({ name }: ClusterNode): Promise<void> {
  await kubectl(['drain', name, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=420s']);
}
