import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { apply, get, kubectl } from '../support/kubectl.js';
import {
  CONTROLLERS,
  type NodePair,
  newControllers,
  nodePair,
  proxiesOf,
  readyPods,
  spreadOver,
} from '../support/nodes.js';
import {
  createNamespace,
  deleteNamespaces,
  deployed,
  gateway,
  ownParameters,
  programmed,
  proxyConfig,
  SYSTEM,
} from '../support/world.js';

const NAMESPACE = 'placement';
const PROXY = 'edge-gatewright';

const run = (spec: object) => proxyConfig(NAMESPACE, 'own', spec);

describe('where pods run', () => {
  let pair: NodePair;
  let both: readonly NodePair['staying'][];

  beforeAll(async () => {
    pair = await nodePair();
    both = [pair.staying, pair.leaving];
    await createNamespace(NAMESPACE);
    await apply(run({ replicas: 2 }), gateway(NAMESPACE, 'edge', ownParameters('own')));
    await programmed(NAMESPACE, 'edge');
    await deployed(NAMESPACE, PROXY);
  }, 180_000);
  afterAll(() => deleteNamespaces(NAMESPACE));

  test('replicas of the controller are on different nodes, also after each of two rollouts', async () => {
    for (let i = 0; i < 2; i++) await newControllers(pair);
  }, 300_000);

  test('the proxies of a Gateway are on all nodes alike, also after a rollout and when there are more', async () => {
    await spreadOver(NAMESPACE, proxiesOf('edge'), 1, both);
    await apply(run({ replicas: 2, podAnnotations: { 'example.com/roll': 'once' } }));
    await eventually(async () => {
      const { spec } = await get('deployment', PROXY, NAMESPACE);
      expect(spec.template.metadata.annotations['example.com/roll']).toBe('once');
    });
    await deployed(NAMESPACE, PROXY);
    await spreadOver(NAMESPACE, proxiesOf('edge'), 1, both);
    await apply(run({ replicas: 4, podAnnotations: { 'example.com/roll': 'once' } }));
    await spreadOver(NAMESPACE, proxiesOf('edge'), 2, both);
  }, 300_000);

  test('of the pods of a proxy, and of the controller, only one can be evicted at a time', async () => {
    for (const [namespace, selector] of [
      [NAMESPACE, proxiesOf('edge')],
      [SYSTEM, CONTROLLERS],
    ] as const) {
      const pods = await readyPods(namespace, selector);
      const evictions = await Promise.allSettled(pods.map(({ metadata }) => evict(namespace, metadata.name)));
      const refused = evictions.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
      expect(refused).toHaveLength(pods.length - 1);
      for (const reason of refused) expect(reason).toContain("violate the pod's disruption budget");
      await eventually(async () => expect(await readyPods(namespace, selector)).toHaveLength(pods.length), {
        timeoutMs: 120_000,
        everyMs: 500,
      });
    }
  }, 300_000);
});

function evict(namespace: string, name: string): Promise<string> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
  return kubectl(['create', '--raw', path, '-f', '-'], JSON.stringify(eviction));
}
