import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { get, type KubeObject, kubectl, list } from './kubectl.js';
import { conditionOf, deployed, SYSTEM } from './world.js';

const run = promisify(execFile);

const HOSTNAME = 'kubernetes.io/hostname';
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
/** A node that starts again pulls up everything that ran on it. */
const RETURN = { timeoutMs: 180_000, everyMs: 1_000 };

/** A node of the cluster and its address inside. */
export interface ClusterNode {
  readonly name: string;
  readonly address: string;
}

/** The node with the API server, which stays, and one that tests take away. */
export interface NodePair {
  readonly staying: ClusterNode;
  readonly leaving: ClusterNode;
}

export async function nodePair(): Promise<NodePair> {
  const nodes = await list('node', 'default');
  const isControlPlane = ({ metadata }: KubeObject) =>
    CONTROL_PLANE in ((metadata.labels ?? {}) as Readonly<Record<string, string>>);
  const staying = nodes.find(isControlPlane);
  const leaving = nodes.find((node) => !isControlPlane(node));
  if (staying === undefined || leaving === undefined)
    throw new Error('these tests need a worker beside the control plane');
  return { staying: clusterNode(staying), leaving: clusterNode(leaving) };
}

function clusterNode({ metadata, status }: KubeObject): ClusterNode {
  const addresses = status.addresses as readonly { readonly type: string; readonly address: string }[];
  return { name: metadata.name, address: addresses.find(({ type }) => type === 'InternalIP')?.address as string };
}

/** Where pods may run: `nodeSelector` of their spec. */
export const only = ({ name }: ClusterNode) => ({ [HOSTNAME]: name });

/** The same objects, the pods of whose Deployments are on all nodes alike, as long as there are several. */
export function spread(objects: readonly KubeObject[]): KubeObject[] {
  return objects.map((object) =>
    withPodSpec(object, {
      topologySpreadConstraints: [
        {
          ...{ maxSkew: 1, topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway' },
          ...{ labelSelector: object.spec.selector, matchLabelKeys: ['pod-template-hash'] },
        },
      ],
    }),
  );
}

/** The same objects, the pods of whose Deployments are on one node. */
export function pinned(objects: readonly KubeObject[], node: ClusterNode): KubeObject[] {
  return objects.map((object) => withPodSpec(object, { nodeSelector: only(node) }));
}

function withPodSpec(object: KubeObject, more: object): KubeObject {
  if (object.kind !== 'Deployment') return object;
  const { template } = object.spec;
  return { ...object, spec: { ...object.spec, template: { ...template, spec: { ...template.spec, ...more } } } };
}

/** Pods that are ready and not ending. */
export async function readyPods(namespace: string, selector: string): Promise<readonly KubeObject[]> {
  const pods = await list('pod', namespace, selector);
  return pods.filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined && conditionOf(status, 'Ready').status === 'True',
  );
}

/** How many ready pods there are by name of their node. */
export async function perNode(namespace: string, selector: string): Promise<Readonly<Record<string, number>>> {
  const found: Record<string, number> = {};
  for (const { spec } of await readyPods(namespace, selector)) found[spec.nodeName] = (found[spec.nodeName] ?? 0) + 1;
  return found;
}

/** Waits until so many ready pods are on each of these nodes, and none on another. */
export async function spreadOver(
  namespace: string,
  selector: string,
  count: number,
  nodes: readonly ClusterNode[],
): Promise<void> {
  const expected = Object.fromEntries(nodes.map(({ name }) => [name, count]));
  await eventually(async () => expect(await perNode(namespace, selector)).toEqual(expected), {
    timeoutMs: 90_000,
    everyMs: 500,
  });
}

/** Replaces the controllers, which are where drained nodes have left them: one on each node then. */
export async function newControllers({ staying, leaving }: NodePair): Promise<void> {
  await kubectl(['rollout', 'restart', 'deployment/gatewright', '-n', SYSTEM]);
  await deployed(SYSTEM, 'gatewright');
  await spreadOver(SYSTEM, CONTROLLERS, 1, [staying, leaving]);
}

/** Pods of the proxy of a Gateway. */
export const proxiesOf = (gateway: string) => `gateway.networking.k8s.io/gateway-name=${gateway}`;
export const CONTROLLERS = 'app.kubernetes.io/name=gatewright';

async function command(...args: readonly string[]): Promise<string> {
  return (await run('e2e/cluster/node', args)).stdout;
}

/** The power of a node fails: whatever runs there ends at once, and nothing says so. */
export async function lose({ name }: ClusterNode): Promise<void> {
  await command('stop', name);
}

/** The node is back, and ready with all pods of the system. */
export async function bringBack({ name }: ClusterNode): Promise<void> {
  if (/ running$/m.test((await command('list')).match(new RegExp(`^${name} .*$`, 'm'))?.[0] ?? '')) return;
  await command('start', name);
  await eventually(async () => expect(await nodeIsReady(name)).toBe('True'), RETURN);
  await eventually(async () => {
    const pods = await list('pod', 'kube-system');
    const late = pods.filter(({ status }) => conditionOf(status, 'Ready').status !== 'True');
    expect(late.map(({ metadata }) => metadata.name)).toEqual([]);
  }, RETURN);
  await deployed(SYSTEM, 'gatewright');
}

export async function nodeIsReady(name: string): Promise<string> {
  return conditionOf((await get('node', name)).status, 'Ready').status;
}

/** Runs a command on a node. */
export function onNode({ name }: ClusterNode, ...args: readonly string[]): Promise<string> {
  return command('exec', name, ...args);
}
