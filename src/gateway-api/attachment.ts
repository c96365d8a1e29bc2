import type { Entry, Lookup } from '../collections/index.js';
import type { ParentReference } from '../resources/types.js';
import { allowsNamespace, type NamespaceLabels } from './allowed-namespaces.js';
import { type AttachPoint, type Domain, domainOn, type HostnameOwners, keyedDomain, ownerOf } from './attach-point.js';
import { ANY_HOSTNAME, intersect, isHostname } from './hostname.js';
import { holderKey, type RouteHolder } from './listener-holder.js';
import { GATEWAY_API, listenerKey, pairKey } from './names.js';
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

/** A route's relation to its parents, as far as these are our Gateways and ListenerSets. */
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
  /** Keys of the listeners that it leads to, served or not. */
  readonly listeners: readonly string[];
  readonly problem?: Problem;
  /** What keeps the route from some of the listeners, but not from all. */
  readonly partly?: Problem;
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
  /** Gateways and ListenerSets of ours. */
  readonly routeHolders: Lookup<RouteHolder>;
  readonly attachPoints: Lookup<AttachPoint>;
  readonly attachPointsByHolder: Lookup<readonly Entry<AttachPoint>[]>;
  readonly hostnameOwners: HostnameOwners;
  readonly namespaceLabels: NamespaceLabels;
}

export function routeParents(route: AttachableRoute, reads: AttachmentReads): RouteParents | undefined {
  const parents: RouteParent[] = [];
  const points = new Map<string, AttachPoint>();
  for (const ref of route.parentRefs) {
    const key = holderMeant(ref, route.namespace);
    const holder = key === undefined ? undefined : reads.routeHolders.get(key);
    if (holder === undefined) continue;
    const found = attach(route, ref, holder, reads);
    if ('reason' in found) {
      parents.push({ ref, listeners: [], problem: found });
    } else {
      const listeners = found.map(({ listener }) => listener);
      parents.push({ ref, listeners, ...(route.problem && { problem: route.problem }) });
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
    attachments: serving.flatMap((point) => [...attachmentsTo(point, route, reads.hostnameOwners)]),
    gateways: gatewaysOf(serving),
  };
}

function gatewaysOf(points: readonly AttachPoint[]): readonly CarryingGateway[] {
  const proxies = new Map(points.map(({ gateway, proxy }) => [gateway, proxy]));
  return [...proxies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, proxy]) => ({ key, proxy }));
}

/** Key of the Gateway or ListenerSet that a reference means; undefined when it means something else. */
function holderMeant(ref: ParentReference, own: string): string | undefined {
  const { group = GATEWAY_API, kind = 'Gateway', namespace = own, name } = ref;
  if (group !== GATEWAY_API || (kind !== 'Gateway' && kind !== 'ListenerSet')) return undefined;
  return holderKey(kind, namespace, name);
}

/** The listeners of the holder that take the route, at least one, or why there is none. Never those of its ListenerSets or Gateway. */
function attach(
  route: AttachableRoute,
  ref: ParentReference,
  holder: RouteHolder,
  reads: AttachmentReads,
): readonly AttachPoint[] | Problem {
  if (holder.detached !== undefined) {
    return {
      reason: 'NoMatchingParent',
      message: `${holder.told} is not attached to a Gateway: ${holder.detached.message}`,
    };
  }
  const meant = pointsOf(ref, holder, reads);
  if (meant.length === 0) {
    const section = ref.sectionName ? ` called ${ref.sectionName}` : '';
    const port = ref.port === undefined ? '' : ` on port ${ref.port}`;
    return { reason: 'NoMatchingParent', message: `${holder.told} has no listener${section}${port}.` };
  }
  const allowing = meant.filter((point) => allows(point, route, reads.namespaceLabels));
  if (allowing.length === 0) {
    const names = meant.map(({ section }) => section).join(', ');
    const message =
      `Listener ${names} of ${holder.told} does not allow routes of kind ${route.kind} from namespace ` +
      `${route.namespace}, see allowedRoutes there.`;
    return { reason: 'NotAllowedByListeners', message };
  }
  const matching = allowing.filter(({ hostname }) => route.hostnames.some((each) => intersect(each, hostname)));
  if (matching.length > 0) return matching;
  const hostnames = allowing.map(({ section, hostname }) => `${section} (${hostname})`).join(', ');
  const message = `spec.hostnames: ${route.hostnames.join(', ') || 'no valid hostname'} has nothing in common with listener ${hostnames} of ${holder.told}.`;
  return { reason: 'NoMatchingListenerHostname', message };
}

function pointsOf(
  { sectionName, port }: ParentReference,
  { key }: RouteHolder,
  { attachPoints, attachPointsByHolder }: AttachmentReads,
): readonly AttachPoint[] {
  const named = sectionName ? [attachPoints.get(listenerKey(key, sectionName))] : undefined;
  const points = named ?? (attachPointsByHolder.get(key) ?? []).map(({ value }) => value);
  return points.filter((each) => each !== undefined).filter((each) => port === undefined || each.port === port);
}

function allows(
  { routeKinds, allowedNamespaces, holder }: AttachPoint,
  { kind, namespace }: AttachableRoute,
  namespaceLabels: NamespaceLabels,
): boolean {
  return (
    routeKinds.some((each) => each.kind === kind && each.group === GATEWAY_API) &&
    allowsNamespace(allowedNamespaces, holder.namespace, namespace, namespaceLabels)
  );
}

function* attachmentsTo(point: AttachPoint, route: AttachableRoute, owners: HostnameOwners): Generator<Attachment> {
  const { listener, portKey } = point;
  for (const hostname of new Set(route.hostnames)) {
    const domain = intersect(hostname, point.hostname);
    if (domain === undefined) continue;
    const owned = ownerOf(domain, portKey, owners) === listener;
    yield {
      route: route.key,
      listener,
      hostname,
      ...(owned && { domain: domainOn(point, domain) }),
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
  if (domain !== undefined) yield keyedDomain(domain);
}

/** Hostnames of a route's spec that are valid, where none at all means any. */
export function routeHostnames(hostnames: readonly string[] | undefined): readonly string[] {
  return hostnames === undefined || hostnames.length === 0 ? [ANY_HOSTNAME] : hostnames.filter(isHostname);
}
