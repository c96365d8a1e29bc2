import type { Collection, Graph } from '../collections/index.js';
import { ANSWERED_KINDS, type Notice, type ObjectStatus, statusShapeOf } from '../model/index.js';
import type { Inputs } from './inputs.js';
import type { AttachedPolicies } from './policy/graph.js';
import type { CheckedProxyConfig } from './proxy-config.js';
import { withoutEffect } from './status/proxy-config.js';
import { gatewayReason, listenerSetReason, policyReason, routeReason, type UnservedReads } from './unserved.js';

export interface UnservedSources {
  readonly statuses: Collection<ObjectStatus>;
  readonly policies: readonly AttachedPolicies[];
  readonly configs: Collection<CheckedProxyConfig>;
}

/** Wires what is said about objects that have no status, and about fields without effect. Keyed as statuses are. */
export function findUnserved(
  graph: Graph,
  inputs: Inputs,
  { statuses, policies, configs }: UnservedSources,
): Collection<Notice> {
  const { GatewayClass, Gateway, ListenerSet } = inputs;
  const parents = { GatewayClass, Gateway, ListenerSet };
  const unserved = <T>(
    kind: string,
    objects: Collection<T>,
    reasonOf: (object: T, reads: UnservedReads) => string,
  ): Collection<Notice> =>
    graph.flatMap(`unserved${kind}`, objects, { ...parents, statuses }, (object, reads, key) =>
      reads.statuses.get(`${kind}/${key}`) === undefined
        ? [[`${kind}/${key}`, { severity: 'warning', message: reasonOf(object, reads) }]]
        : [],
    );
  const routes = ANSWERED_KINDS.filter((kind) => statusShapeOf(kind) === 'Parents');
  return graph.merge<Notice>('notices', [
    unserved('Gateway', Gateway, gatewayReason),
    unserved('ListenerSet', ListenerSet, listenerSetReason),
    ...routes.map((kind) => unserved(kind, inputs[kind] as Collection<Parameters<typeof routeReason>[0]>, routeReason)),
    ...policies.map(({ kind: { kind }, checked }) =>
      graph.flatMap(`unserved${kind}`, checked, { ...inputs, statuses }, (policy, reads, key): [string, Notice][] =>
        reads.statuses.get(`${kind}/${key}`) === undefined
          ? [[`${kind}/${key}`, { severity: 'warning', message: policyReason(policy, reads) }]]
          : [],
      ),
    ),
    graph.flatMap('unusedSettings', configs, {}, ({ spec }, _reads, key): [string, Notice][] => {
      const message = withoutEffect(spec);
      return message === undefined ? [] : [[`ProxyConfig/${key}`, { severity: 'note', message }]];
    }),
  ]);
}
