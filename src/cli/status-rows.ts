import {
  type GatewayStatusValue,
  type ListenerStatusValue,
  type ObjectStatus,
  type RouteStatusValue,
  type StatusCondition,
  WARNING,
} from '../model/index.js';
import type { Gateway, ListenerSet } from '../resources/types.js';

/** One line about one object, listener or parent of a route. */
export interface StatusRow {
  /** `Gateway`, `Listener`, `HTTPRoute` … */
  readonly kind: string;
  readonly name: string;
  /** What belongs beside the name: addresses, attached routes, the parent. */
  readonly detail: string;
  readonly conditions: readonly StatusCondition[];
}

/** Conditions that are bad news when they are True. */
const NEGATIVE = new Set(['Conflicted', 'PartiallyInvalid', 'OverlappingTLSConfig', 'InsecureFrontendValidationMode']);

/** Whether a condition says that all is well. */
export function isGood({ type, status }: StatusCondition): boolean {
  return (status === 'True') !== NEGATIVE.has(type);
}

/** What a condition warns of although all is well. */
export function warningOf(condition: StatusCondition): string | undefined {
  const at = isGood(condition) ? condition.message.indexOf(WARNING) : -1;
  return at < 0 ? undefined : condition.message.slice(at);
}

/** The Gateway or ListenerSet with this key (`namespace/name`), since a status does not tell the ports of its listeners. */
export type HolderOf = (kind: 'Gateway' | 'ListenerSet', key: string) => Gateway | ListenerSet | undefined;

/** The rows of one object, in the order in which people read them. */
export function rowsOf(object: ObjectStatus, holderOf: HolderOf): StatusRow[] {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  const { kind, status } = object;
  if ('ancestors' in status) {
    return status.ancestors.map(({ ancestorRef, conditions }) => {
      const ancestor = ancestorRef.kind === 'Gateway' ? '' : `${ancestorRef.kind} `;
      const namespace = ancestorRef.namespace ?? (ancestor === '' ? object.namespace : undefined);
      return {
        kind,
        name,
        detail: `for ${ancestor}${namespace ? `${namespace}/` : ''}${ancestorRef.name}`,
        conditions,
      };
    });
  }
  if ('parents' in status) {
    return status.parents.map(({ parentRef, conditions }) => {
      return { kind, name, detail: `on ${placeOf(parentRef, object.namespace)}`, conditions };
    });
  }
  if (!('listeners' in status)) return [{ kind, name, detail: '', conditions: status.conditions }];
  const holder = holderOf(kind === 'Gateway' ? kind : 'ListenerSet', name);
  const detail = 'addresses' in status ? addresses(status) : parentOf(holder);
  return [
    { kind, name, detail, conditions: status.conditions },
    ...status.listeners.map((listener) => ({
      kind: 'Listener',
      name: `${name}/${listener.name}`,
      detail: listenerDetail(listener, holder),
      conditions: listener.conditions,
    })),
  ];
}

type ParentRef = RouteStatusValue['status']['parents'][number]['parentRef'];

function placeOf({ kind, namespace, name, sectionName, port }: ParentRef, own: string | undefined): string {
  const holder = kind === 'ListenerSet' || kind === 'Service' ? `${kind} ` : '';
  return `${holder}${namespace ?? own}/${name}${sectionName ? `/${sectionName}` : ''}${port ? `:${port}` : ''}`;
}

function addresses(status: GatewayStatusValue['status']): string {
  return status.addresses.map(({ value }) => value).join(', ');
}

function parentOf(holder: Gateway | ListenerSet | undefined): string {
  if (holder?.kind !== 'ListenerSet') return '';
  const { namespace = holder.metadata.namespace, name } = holder.spec.parentRef;
  return `on ${namespace}/${name}`;
}

function listenerDetail(
  { name, attachedRoutes }: ListenerStatusValue,
  holder: Gateway | ListenerSet | undefined,
): string {
  const listener = holder?.spec.listeners?.find((each) => each.name === name);
  const place = listener === undefined ? '' : `${listener.protocol} ${listener.port}, `;
  return `${place}${attachedRoutes} ${attachedRoutes === 1 ? 'route' : 'routes'}`;
}

const ORDER = ['GatewayClass', 'Gateway', 'ListenerSet'];

/** Classes, then Gateways and ListenerSets with their listeners, then routes; each by name. */
export function sortStatuses(statuses: Iterable<ObjectStatus>): ObjectStatus[] {
  const rank = ({ kind }: ObjectStatus) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  const name = (object: ObjectStatus) => `${object.kind}/${object.namespace ?? ''}/${object.name}`;
  return [...statuses].sort((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1));
}
