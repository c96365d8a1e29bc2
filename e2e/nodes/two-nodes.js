import { execFileSync } from 'node:child_process';

/**
 * Ends the run where pods can only be on one node: nothing that these tests are about can be seen there.
 *
 * @throws Error with the number of nodes and what to do
 */
export default function requireTwoNodes() {
  const { items } = JSON.parse(execFileSync('kubectl', ['get', 'nodes', '-o', 'json'], { encoding: 'utf8' }));
  const usable = items.filter(
    ({ spec, status }) =>
      !spec.unschedulable &&
      !spec.taints?.some(({ effect }) => effect !== 'PreferNoSchedule') &&
      status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
  );
  if (usable.length >= 2) return;
  const count = `${usable.length} node${usable.length === 1 ? '' : 's'} that take${usable.length === 1 ? 's' : ''} pods`;
  throw new Error(
    `the tests of e2e/nodes need two nodes that take pods, and the cluster has ${count}: make e2e-nodes ENGINE=kind makes such a cluster`,
  );
}
