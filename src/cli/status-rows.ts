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
  switch (object.kind) {
    case 'GatewayClass':
    case 'ProxyConfig':
    case 'XMesh':
      return [{ kind: object.kind, name, detail: '', conditions: object.status.conditions }];
    case 'Gateway':
    case 'ListenerSet': {
      const holder = holderOf(object.kind, name);
      const detail = object.kind === 'Gateway' ? addresses(object) : parentOf(holder);
      return [
        { kind: object.kind, name, detail, conditions: object.status.conditions },
        ...object.status.listeners.map((listener) => ({
          kind: 'Listener',
          name: `${name}/${listener.name}`,
          detail: listenerDetail(listener, holder),
          conditions: listener.conditions,
        })),
      ];
    }
    case 'BackendTLSPolicy':
      return object.status.ancestors.map(({ ancestorRef, conditions }) => ({
        kind: object.kind,
        name,
        detail: `for ${ancestorRef.namespace ?? object.namespace}/${ancestorRef.name}`,
        conditions,
      }));
    default:
      return object.status.parents.map(({ parentRef, conditions }) => ({
        kind: object.kind,
        name,
        detail: `on ${placeOf(parentRef, object.namespace)}`,
        conditions,
      }));
  }
}

type ParentRef = RouteStatusValue['status']['parents'][number]['parentRef'];

function placeOf({ kind, namespace, name, sectionName, port }: ParentRef, own: string | undefined): string {
  const holder = kind === 'ListenerSet' || kind === 'Service' ? `${kind} ` : '';
  return `${holder}${namespace ?? own}/${name}${sectionName ? `/${sectionName}` : ''}${port ? `:${port}` : ''}`;
}

function addresses({ status }: GatewayStatusValue): string {
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
