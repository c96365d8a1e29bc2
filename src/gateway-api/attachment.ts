import type { Collection, Entry, Reader } from '../collections/index.js';
import type { ParentReference } from '../resources/types.js';
import { type AttachPoint, type Domain, type HostnameOwners, ownerOf } from './attach-point.js';
import { ANY_HOSTNAME, intersect, isHostname } from './hostname.js';
import { selects } from './label-selector.js';
import { GATEWAY_API, listenerKey, objectKey, pairKey, portKey } from './names.js';
import type { Problem } from './problem.js';

/** What attachment asks of a route, whatever its kind. */
export interface AttachableRoute {
  /** `kind/namespace/name`. */
  readonly key: string;
  readonly kind: string;
  readonly namespace: string;
  readonly parentRefs: readonly ParentReference[];
  /** `*` alone when it gives none. */
  readonly hostnames: readonly string[];
  /** Why no parent can accept it. */
  readonly problem?: Problem;
}

/** A route's relation to its parents, as far as these are our Gateways. */
export interface RouteParents {
  /** One for each `parentRefs` entry that is ours, in their order. */
  readonly parents: readonly RouteParent[];
  /** Keys of the listeners that it is attached to, served or not; none when it is not accepted. */
  readonly listeners: readonly string[];
  /** Where its rules take part in the routing of requests. */
  readonly attachments: readonly Attachment[];
  /** The Gateways on which its rules take part in it, sorted by key. */
  readonly gateways: readonly CarryingGateway[];
}

/** A Gateway that carries a route. */
export interface CarryingGateway {
  /** `namespace/name`. */
  readonly key: string;
  readonly proxy: string;
}

export interface RouteParent {
  readonly ref: ParentReference;
  readonly problem?: Problem;
}

/** A route under one of its hostnames on one listener. */
export interface Attachment {
  readonly route: string;
  readonly listener: string;
  /** As the route gives it: what its precedence depends on. */
  readonly hostname: string;
  /** The domain that it adds to the listener's table, unless that belongs to another listener. */
  readonly domain?: Domain;
}

export interface AttachmentReads {
  /** Which Gateways are ours. */
  readonly gatewayKeys: Collection<true>;
  readonly attachPoints: Collection<AttachPoint>;
  readonly attachPointsByGateway: Collection<readonly Entry<AttachPoint>[]>;
  readonly hostnameOwners: HostnameOwners;
  readonly namespaceLabels: Collection<Labels>;
}

type Labels = Readonly<Record<string, string>>;

export function routeParents(route: AttachableRoute, reads: AttachmentReads, read: Reader): RouteParents | undefined {
  const parents: RouteParent[] = [];
  const points = new Map<string, AttachPoint>();
  for (const ref of route.parentRefs) {
    const gateway = gatewayOf(ref, route.namespace);
    if (gateway === undefined || read.get(reads.gatewayKeys, gateway) === undefined) continue;
    const found = attach(route, ref, gateway, reads, read);
    if ('reason' in found) {
      parents.push({ ref, problem: found });
    } else {
      parents.push({ ref, ...(route.problem && { problem: route.problem }) });
      for (const point of found) points.set(point.listener, point);
    }
  }
  if (parents.length === 0) return undefined;
  const serving = [...points.values()].filter((point) => point.serving);
  // A route without a valid rule is not accepted, but takes its requests to answer them with an error: what one of its
  // filters should have stopped must not fall through to another route.
  return {
    parents,
    listeners: route.problem === undefined ? [...points.keys()] : [],
    attachments: serving.flatMap((point) => [...attachmentsTo(point, route, reads.hostnameOwners, read)]),
    gateways: gatewaysOf(serving),
  };
}

function gatewaysOf(points: readonly AttachPoint[]): readonly CarryingGateway[] {
  const proxies = new Map(points.map(({ gateway, proxy }) => [gateway, proxy]));
  return [...proxies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, proxy]) => ({ key, proxy }));
}

/** `namespace/name` of the Gateway that a reference means; undefined when it means something else. */
function gatewayOf(ref: ParentReference, namespace: string): string | undefined {
  if ((ref.group ?? GATEWAY_API) !== GATEWAY_API || (ref.kind ?? 'Gateway') !== 'Gateway') return undefined;
  return objectKey(ref.namespace ?? namespace, ref.name);
}

/** The listeners of the Gateway that take the route, at least one, or why there is none. */
function attach(
  route: AttachableRoute,
  ref: ParentReference,
  gateway: string,
  reads: AttachmentReads,
  read: Reader,
): readonly AttachPoint[] | Problem {
  const meant = pointsOf(ref, gateway, reads, read);
  if (meant.length === 0) {
    const section = ref.sectionName ? ` called ${ref.sectionName}` : '';
    const port = ref.port === undefined ? '' : ` on port ${ref.port}`;
    return { reason: 'NoMatchingParent', message: `Gateway ${gateway} has no listener${section}${port}.` };
  }
  const allowing = meant.filter((point) => allows(point, route, reads.namespaceLabels, read));
  if (allowing.length === 0) {
    const names = meant.map(({ section }) => section).join(', ');
    const message =
      `Listener ${names} of Gateway ${gateway} does not allow routes of kind ${route.kind} from namespace ` +
      `${route.namespace}, see allowedRoutes there.`;
    return { reason: 'NotAllowedByListeners', message };
  }
  const matching = allowing.filter(({ hostname }) => route.hostnames.some((each) => intersect(each, hostname)));
  if (matching.length > 0) return matching;
  const hostnames = allowing.map(({ section, hostname }) => `${section} (${hostname})`).join(', ');
  const message = `spec.hostnames: ${route.hostnames.join(', ') || 'no valid hostname'} has nothing in common with listener ${hostnames} of Gateway ${gateway}.`;
  return { reason: 'NoMatchingListenerHostname', message };
}

function pointsOf(
  { sectionName, port }: ParentReference,
  gateway: string,
  { attachPoints, attachPointsByGateway }: AttachmentReads,
  read: Reader,
): readonly AttachPoint[] {
  const named = sectionName ? [read.get(attachPoints, listenerKey(gateway, sectionName))] : undefined;
  const points = named ?? (read.get(attachPointsByGateway, gateway) ?? []).map(({ value }) => value);
  return points.filter((each) => each !== undefined).filter((each) => port === undefined || each.port === port);
}

const NAME_LABEL = 'kubernetes.io/metadata.name';

function allows(
  { routeKinds, allowedNamespaces, gateway }: AttachPoint,
  route: AttachableRoute,
  namespaceLabels: Collection<Labels>,
  read: Reader,
): boolean {
  if (!routeKinds.some(({ kind, group }) => kind === route.kind && group === GATEWAY_API)) return false;
  switch (allowedNamespaces.from) {
    case 'All':
      return true;
    case 'Same':
      return gateway.startsWith(`${route.namespace}/`);
    case 'Selector': {
      const { selector } = allowedNamespaces;
      // Every namespace has this label in a cluster; in files it need not even be declared.
      const labels = { [NAME_LABEL]: route.namespace, ...read.get(namespaceLabels, route.namespace) };
      return selector !== undefined && selects(selector, labels);
    }
    default:
      return false;
  }
}

function* attachmentsTo(
  point: AttachPoint,
  route: AttachableRoute,
  owners: HostnameOwners,
  read: Reader,
): Generator<Attachment> {
  const { listener, routeTable } = point;
  const port = portKey(point.gateway, point.port);
  for (const hostname of new Set(route.hostnames)) {
    const domain = intersect(hostname, point.hostname);
    if (domain === undefined) continue;
    const owned = ownerOf(domain, port, owners, read) === listener;
    yield {
      route: route.key,
      listener,
      hostname,
      ...(owned && { domain: { routeTable, domain, owner: listener } }),
    };
  }
}

export function* attachments(parents: RouteParents): Generator<readonly [string, Attachment]> {
  for (const each of parents.attachments) yield [`${each.route}|${each.listener}|${each.hostname}`, each];
}

/** The index by which a virtual host finds its routes. */
export function listenerHostname({ listener, hostname }: Attachment): string {
  return pairKey(listener, hostname);
}

export function* attachedDomain({ domain }: Attachment): Generator<readonly [string, Domain]> {
  if (domain !== undefined) yield [pairKey(domain.routeTable, domain.domain), domain];
}

/** Hostnames of a route's spec that are valid, where none at all means any. */
export function routeHostnames(hostnames: readonly string[] | undefined): readonly string[] {
  return hostnames === undefined || hostnames.length === 0 ? [ANY_HOSTNAME] : hostnames.filter(isHostname);
}
