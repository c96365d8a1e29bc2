import type { ListenerStatusValue, ObjectStatus, StatusCondition } from '../model/index.js';
import type { Gateway } from '../resources/types.js';

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

/** The Gateway with this key (`namespace/name`), since a status does not tell the ports of its listeners. */
export type GatewayOf = (key: string) => Gateway | undefined;

/** The rows of one object, in the order in which people read them. */
export function rowsOf(object: ObjectStatus, gatewayOf: GatewayOf): StatusRow[] {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  switch (object.kind) {
    case 'GatewayClass':
    case 'ProxyConfig':
      return [{ kind: object.kind, name, detail: '', conditions: object.status.conditions }];
    case 'Gateway':
      return [
        {
          kind: object.kind,
          name,
          detail: object.status.addresses.map(({ value }) => value).join(', '),
          conditions: object.status.conditions,
        },
        ...object.status.listeners.map((listener) => ({
          kind: 'Listener',
          name: `${name}/${listener.name}`,
          detail: listenerDetail(listener, gatewayOf(name)),
          conditions: listener.conditions,
        })),
      ];
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
        detail: `on ${parentRef.namespace ?? object.namespace}/${parentRef.name}${parentRef.sectionName ? `/${parentRef.sectionName}` : ''}${parentRef.port ? `:${parentRef.port}` : ''}`,
        conditions,
      }));
  }
}

function listenerDetail({ name, attachedRoutes }: ListenerStatusValue, gateway: Gateway | undefined): string {
  const listener = gateway?.spec.listeners?.find((each) => each.name === name);
  const place = listener === undefined ? '' : `${listener.protocol} ${listener.port}, `;
  return `${place}${attachedRoutes} ${attachedRoutes === 1 ? 'route' : 'routes'}`;
}

const ORDER = ['GatewayClass', 'Gateway'];

/** Classes, then Gateways with their listeners, then routes; each by name. */
export function sortStatuses(statuses: Iterable<ObjectStatus>): ObjectStatus[] {
  const rank = ({ kind }: ObjectStatus) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length);
  const name = (object: ObjectStatus) => `${object.kind}/${object.namespace ?? ''}/${object.name}`;
  return [...statuses].sort((a, b) => rank(a) - rank(b) || (name(a) < name(b) ? -1 : 1));
}
