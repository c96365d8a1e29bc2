import type { Lookup } from '../collections/index.js';
import type { ListenerSet } from '../resources/types.js';
import { type AllowedNamespaces, allowsNamespace, type NamespaceLabels } from './allowed-namespaces.js';
import type { OwnGateway } from './gateway.js';
import { type DeclaredListener, declareListener, type ListenerContext } from './listener.js';
import { type HolderState, holderKey, listenerSetHolder, type RouteHolder } from './listener-holder.js';
import { GATEWAY_API, objectKey } from './names.js';
import type { Problem } from './problem.js';

/** A ListenerSet (GEP-1713) whose parent is a Gateway of ours. */
export interface OwnListenerSet {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  /** `namespace/name` of the Gateway. */
  readonly gateway: string;
  /** Why the Gateway does not take it. It has no listeners then, so that no route finds one. */
  readonly notAllowed?: Problem;
  /** Why the Gateway as a whole is not accepted. */
  readonly gatewayProblem?: Problem;
  readonly listeners: readonly DeclaredListener[];
}

/** What a ListenerSet sees of its Gateway: nothing of the Gateway's own listeners. */
export interface ListenerSetTerms {
  readonly namespace: string;
  readonly allowed: AllowedNamespaces;
  readonly context: ListenerContext;
  readonly problem?: Problem;
}

export function listenerSetTerms({ namespace, allowedListeners, context, problem }: OwnGateway): ListenerSetTerms {
  return { namespace, allowed: allowedListeners, context, ...(problem && { problem }) };
}

export interface ListenerSetReads {
  /** By Gateway. */
  readonly listenerSetTerms: Lookup<ListenerSetTerms>;
  readonly namespaceLabels: NamespaceLabels;
}

export function ownListenerSet({ metadata, spec }: ListenerSet, reads: ListenerSetReads): OwnListenerSet | undefined {
  const { name, namespace = '', generation = 0, creationTimestamp = '' } = metadata;
  const parent = spec?.parentRef;
  if ((parent?.group ?? GATEWAY_API) !== GATEWAY_API || (parent?.kind ?? 'Gateway') !== 'Gateway') return undefined;
  const gateway = objectKey(parent?.namespace ?? namespace, parent?.name ?? '');
  const terms = reads.listenerSetTerms.get(gateway);
  if (terms === undefined) return undefined;
  const set = { key: objectKey(namespace, name), namespace, name, generation, gateway };
  if (!allowsNamespace(terms.allowed, terms.namespace, namespace, reads.namespaceLabels)) {
    const message =
      `spec.parentRef: Gateway ${gateway} does not allow ListenerSets of namespace ${namespace}, see ` +
      `spec.allowedListeners there.${terms.allowed.problem ? ` It is not valid: ${terms.allowed.problem.message}` : ''}`;
    return { ...set, notAllowed: { reason: 'NotAllowed', message }, listeners: [] };
  }
  const holder = listenerSetHolder(namespace, name, creationTimestamp);
  return {
    ...set,
    ...(terms.problem && { gatewayProblem: terms.problem }),
    listeners: (spec.listeners ?? []).map((listener) => declareListener(listener, holder, terms.context)),
  };
}

/** As a parent of routes, by its key among holders. */
export function* listenerSetRouteHolder({
  namespace,
  name,
  notAllowed,
}: OwnListenerSet): Generator<readonly [string, RouteHolder]> {
  const key = holderKey('ListenerSet', namespace, name);
  const told = `ListenerSet ${objectKey(namespace, name)}`;
  yield [key, { key, told, ...(notAllowed && { detached: notAllowed }) }];
}

/** What its listeners' statuses need of it, by its key among holders. */
export function* listenerSetState({
  namespace,
  name,
  generation,
  gatewayProblem,
}: OwnListenerSet): Generator<readonly [string, HolderState]> {
  yield [holderKey('ListenerSet', namespace, name), { generation, ...(gatewayProblem && { gatewayProblem }) }];
}
