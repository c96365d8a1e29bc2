import { isOwnName, ownName } from '../well-known/names.js';
import type { KindWithStatus } from './kinds.js';

/** Types of conditions that are set under one name everywhere. Of these, one that is not wanted any more goes away; all others are somebody else's. */
const CONDITION_TYPES = [
  'Accepted',
  'AddressesAssigned',
  'Conflicted',
  'InsecureFrontendValidationMode',
  'OverlappingTLSConfig',
  'PartiallyInvalid',
  'Programmed',
  'ResolvedRefs',
] as const;

/** On an object that policies of a kind target. Source: GEP-713. */
export type AffectedType = ReturnType<typeof ownName<`${string}Affected`>>;

export type ConditionType = (typeof CONDITION_TYPES)[number] | AffectedType;

/** Type of the condition on targets of policies of a kind. */
export function affectedType(kind: string): AffectedType {
  return ownName(`${kind}Affected`);
}

/** Whether this controller decides about conditions of a type; all others belong to somebody else. */
export function isConditionType(type: string): type is ConditionType {
  return (CONDITION_TYPES as readonly string[]).includes(type) || (isOwnName(type) && type.endsWith('Affected'));
}

/** A condition without its time: when it changed is known only to who writes it. */
export interface StatusCondition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
}

/** Begins, in the message of a condition that is well, what is accepted and does less than it says. */
export const WARNING = 'Warning: ';

/** What is said about an object beside its status, where no other controller may serve it. */
export interface Notice {
  readonly severity: 'warning' | 'note';
  /** Follows the name of the object. */
  readonly message: string;
}

interface StatusOf<Kind extends string, Body> {
  readonly kind: Kind;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
  readonly status: Body;
}

/** The status that an object should have, our entries only. Keyed `kind/namespace/name` (`kind/name` for cluster-scoped kinds). */
export type ObjectStatus =
  | GatewayClassStatusValue
  | GatewayStatusValue
  | ListenerSetStatusValue
  | MeshStatusValue
  | RouteStatusValue
  | PolicyStatusValue
  | ProxyConfigStatusValue;

export type GatewayClassStatusValue = StatusOf<
  'GatewayClass',
  { readonly conditions: readonly StatusCondition[]; readonly supportedFeatures: readonly { readonly name: string }[] }
>;

export type GatewayStatusValue = StatusOf<
  'Gateway',
  {
    readonly addresses: readonly {
      readonly type: 'IPAddress' | 'Hostname';
      readonly value: string;
      /** Absent where nobody can tell it. */
      readonly routability?: string;
    }[];
    readonly conditions: readonly StatusCondition[];
    readonly listeners: readonly ListenerStatusValue[];
    /** Absent where the Gateway says nothing about ListenerSets. */
    readonly attachedListenerSets?: number;
  }
>;

export type ListenerSetStatusValue = StatusOf<
  'ListenerSet',
  { readonly conditions: readonly StatusCondition[]; readonly listeners: readonly ListenerStatusValue[] }
>;

export type MeshStatusValue = StatusOf<
  'XMesh',
  { readonly conditions: readonly StatusCondition[]; readonly supportedFeatures: readonly { readonly name: string }[] }
>;

export type ProxyConfigStatusValue = StatusOf<'ProxyConfig', { readonly conditions: readonly StatusCondition[] }>;

export interface ListenerStatusValue {
  readonly name: string;
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly attachedRoutes: number;
  readonly conditions: readonly StatusCondition[];
}

export type RouteStatusValue = StatusOf<
  KindWithStatus<'Parents'>,
  { readonly parents: readonly RouteParentStatusValue[] }
>;

export interface RouteParentStatusValue {
  /** As the user wrote it, so that the entry can be found again. */
  readonly parentRef: ObjectReferenceValue;
  readonly controllerName: string;
  readonly conditions: readonly StatusCondition[];
}

export interface ObjectReferenceValue {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly sectionName?: string;
  readonly port?: number;
}

/** At most 16 ancestors: the API has no room for more. */
export type PolicyStatusValue = StatusOf<
  KindWithStatus<'Ancestors'>,
  { readonly ancestors: readonly PolicyAncestorStatusValue[] }
>;

export interface PolicyAncestorStatusValue {
  /** A Gateway for which the policy matters. */
  readonly ancestorRef: ObjectReferenceValue;
  readonly controllerName: string;
  readonly conditions: readonly StatusCondition[];
}
