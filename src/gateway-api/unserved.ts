import type { Lookup } from '../collections/index.js';
import type { Gateway, GatewayClass, ListenerSet, ParentReference, ResourceByKind } from '../resources/types.js';
import { objectKey } from './names.js';
import type { CheckedPolicy } from './policy/checked-policy.js';
import type { TargetKind } from './policy/target-kind.js';

/** Objects as they are, served or not. */
export interface UnservedReads {
  readonly GatewayClass: Lookup<GatewayClass>;
  readonly Gateway: Lookup<Gateway>;
  readonly ListenerSet: Lookup<ListenerSet>;
}

/** Why a Gateway has no status. */
export function gatewayReason({ spec }: Gateway, { GatewayClass }: Pick<UnservedReads, 'GatewayClass'>): string {
  const name = spec?.gatewayClassName ?? '';
  return GatewayClass.get(name) === undefined
    ? `is not served: spec.gatewayClassName: there is no GatewayClass "${name}"`
    : `is not served: spec.gatewayClassName: GatewayClass "${name}" is for another controller`;
}

/** Why a ListenerSet has no status. */
export function listenerSetReason({ spec, metadata }: ListenerSet, reads: UnservedReads): string {
  const { kind = 'Gateway', namespace = metadata.namespace ?? '', name = '' } = spec?.parentRef ?? {};
  const why =
    kind === 'Gateway' ? parentReason(kind, objectKey(namespace, name), reads) : `${kind} is not a kind of Gateway`;
  return `is not served: spec.parentRef: ${why}`;
}

interface Route {
  readonly metadata: { readonly namespace?: string };
  readonly spec?: { readonly parentRefs?: readonly ParentReference[] };
}

/** Why a route has no status. */
export function routeReason({ spec, metadata }: Route, reads: UnservedReads): string {
  const [first] = spec?.parentRefs ?? [];
  if (first === undefined) return 'is not served: spec.parentRefs names no Gateway';
  const { kind = 'Gateway', namespace = metadata.namespace ?? '', name } = first;
  const why =
    kind === 'Gateway' || kind === 'ListenerSet'
      ? parentReason(kind, objectKey(namespace, name), reads)
      : `a ${kind} is not supported yet`;
  return `is not served: spec.parentRefs[0]: ${why}`;
}

function parentReason(kind: 'Gateway' | 'ListenerSet', key: string, reads: UnservedReads): string {
  return `${kind} ${key} ${reads[kind].get(key) === undefined ? 'does not exist' : 'is not served'}`;
}

/** Objects of all kinds that policies target. */
export type PolicyTargetReads = { readonly [K in TargetKind]: Lookup<ResourceByKind[K]> };

/** Why a policy has no status. */
export function policyReason({ refusedTargets, targets }: CheckedPolicy, reads: PolicyTargetReads): string {
  const [refused] = refusedTargets;
  const [target] = targets;
  if (refused !== undefined) return `has no effect: ${refused.message}`;
  if (target === undefined) return 'has no effect: spec.targetRefs names nothing';
  const { kind, key, field } = target;
  const object = `${kind} ${key}`;
  if (reads[kind].get(key) === undefined) return `has no effect: ${field}: ${object} does not exist`;
  const isBackend = kind === 'Service' || kind === 'XBackend';
  const why = isBackend ? `no route that is served refers to ${object}` : `${object} is not served`;
  return `has no effect: ${field}: ${why}`;
}
