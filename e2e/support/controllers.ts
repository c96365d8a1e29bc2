import { type KubeObject, kubectl, list } from './kubectl.js';
import { conditionOf, SYSTEM } from './world.js';

/** Pods of the controller that are not ending. */
export async function controllerPods(): Promise<readonly KubeObject[]> {
  const pods = await list('pod', SYSTEM, 'app.kubernetes.io/name=gatewright');
  return pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

export async function readyControllers(): Promise<readonly KubeObject[]> {
  return (await controllerPods()).filter((pod) => conditionOf(pod.status, 'Ready').status === 'True');
}

/** Ends a controller as a crash does: without notice and without grace. */
export async function crash(pod: KubeObject): Promise<void> {
  await kubectl(['delete', 'pod', pod.metadata.name, '-n', SYSTEM, '--grace-period=0', '--force', '--wait=false']);
}
