import type { Lookup } from '../../collections/index.js';
import type { OwnGateway } from '../gateway.js';
import type { OwnClass } from '../gateway-class.js';
import type { DeclaredListener } from '../listener.js';
import type { OwnListenerSet } from '../listener-set.js';
import { type PolicyTarget, targetKey } from './target.js';

/** What a policy status has an entry for. */
export interface Ancestor {
  readonly kind: 'Gateway' | 'GatewayClass';
  /** `namespace/name`, or the name of a GatewayClass. */
  readonly key: string;
}

/** `Gateway/namespace/name`, or `GatewayClass/name`. */
export function ancestorKey({ kind, key }: Ancestor): string {
  return `${kind}/${key}`;
}

/** One of the places where a target takes part in traffic. */
export interface Place {
  readonly ancestor: Ancestor;
  /** Key of the listener; absent: on all of the ancestor. */
  readonly listener?: string;
  /** Names by which the routes of the Gateway refer to it, where it is a backend. */
  readonly backends?: readonly string[];
}

/** Where the levels above a target are found. */
export interface HierarchyReads {
  readonly classes: Lookup<OwnClass>;
  readonly gateways: Lookup<OwnGateway>;
  readonly listenerSets: Lookup<OwnListenerSet>;
  readonly declaredListeners: Lookup<DeclaredListener>;
}

type Target = Pick<PolicyTarget, 'kind' | 'key' | 'section'>;

/** Keys of a GatewayClass and a Gateway of it as targets, the levels that everything on the Gateway inherits from. */
export function gatewayChain(gateway: string, { gateways }: Pick<HierarchyReads, 'gateways'>): readonly string[] {
  const className = gateways.get(gateway)?.className;
  return [
    ...(className === undefined ? [] : [targetKey({ kind: 'GatewayClass', key: className, section: '' })]),
    targetKey({ kind: 'Gateway', key: gateway, section: '' }),
  ];
}

/** Keys of everything that a listener inherits from, itself last: class, Gateway, ListenerSet if it is of one, listener. */
export function listenerChain(
  { gateway, holder, name }: Pick<DeclaredListener, 'gateway' | 'holder' | 'name'>,
  reads: Pick<HierarchyReads, 'gateways'>,
): readonly string[] {
  const { kind, namespace, name: holderName } = holder;
  const key = `${namespace}/${holderName}`;
  return [
    ...gatewayChain(gateway, reads),
    ...(kind === 'ListenerSet' ? [targetKey({ kind, key, section: '' })] : []),
    targetKey({ kind, key, section: name }),
  ];
}

/**
 * Keys of the targets above one of its places, from the most general: GatewayClass, Gateway, ListenerSet, listener, route, rule. What is
 * said for a Service is more specific than all of them but depends on the Gateway only. Source: GEP-713, hierarchy.
 */
export function chainAbove(target: Target, { ancestor, listener }: Place, reads: HierarchyReads): readonly string[] {
  const own = target.section === '' ? [] : [targetKey({ ...target, section: '' })];
  if (ancestor.kind === 'GatewayClass') return own;
  switch (target.kind) {
    case 'GatewayClass':
      return [];
    case 'Gateway':
      return target.section === '' ? gatewayChain(ancestor.key, reads).slice(0, -1) : gatewayChain(ancestor.key, reads);
    case 'ListenerSet':
    case 'Service':
    case 'XBackend':
      return [...gatewayChain(ancestor.key, reads), ...own];
    default: {
      const declared = listener === undefined ? undefined : reads.declaredListeners.get(listener);
      return [...(declared ? listenerChain(declared, reads) : gatewayChain(ancestor.key, reads)), ...own];
    }
  }
}
