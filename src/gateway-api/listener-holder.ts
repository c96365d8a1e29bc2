import { listenerKey, objectKey } from './names.js';
import type { Problem } from './problem.js';

/** The object that a listener is written in: its Gateway, or a ListenerSet that is attached to its Gateway. */
export interface ListenerHolder {
  readonly kind: 'Gateway' | 'ListenerSet';
  readonly namespace: string;
  readonly name: string;
  /**
   * Where it stands among the holders of one Gateway, which are in precedence when sorted by it: the Gateway, then ListenerSets by
   * age, then by `namespace/name` (GEP-1713). A space sorts before everything that the parts consist of.
   */
  readonly rank: string;
}

/** A Gateway or ListenerSet of ours as a possible parent of routes. */
export interface RouteHolder {
  /** Its {@link holderKey}. */
  readonly key: string;
  /** For messages. */
  readonly told: string;
  /** Why no route can attach. */
  readonly detached?: Problem;
}

/** What the statuses of listeners take from their holder. */
export interface HolderState {
  readonly generation: number;
  /** Why the Gateway as a whole is not accepted. */
  readonly gatewayProblem?: Problem;
}

export function gatewayHolder(namespace: string, name: string): ListenerHolder {
  return { kind: 'Gateway', namespace, name, rank: '0' };
}

/** @param created RFC 3339; empty when unknown */
export function listenerSetHolder(namespace: string, name: string, created: string): ListenerHolder {
  return { kind: 'ListenerSet', namespace, name, rank: `1 ${created} ${objectKey(namespace, name)}` };
}

/** Key of a holder among those of both kinds: `namespace/gateway` or `ListenerSet/namespace/name`. */
export function holderKey(kind: ListenerHolder['kind'], namespace: string, name: string): string {
  const key = objectKey(namespace, name);
  return kind === 'Gateway' ? key : `${kind}/${key}`;
}

export function keyOfHolder({ kind, namespace, name }: ListenerHolder): string {
  return holderKey(kind, namespace, name);
}

/** Name of a listener among all of its Gateway: `listener`, or `namespace/listener set/listener`. */
export function nameInGateway({ kind, namespace, name }: ListenerHolder, listener: string): string {
  return kind === 'Gateway' ? listener : listenerKey(objectKey(namespace, name), listener);
}

/** For messages. */
export function tellHolder({ kind, namespace, name }: ListenerHolder): string {
  return `${kind} ${objectKey(namespace, name)}`;
}
