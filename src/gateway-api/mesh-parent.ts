import type { Lookup } from '../collections/index.js';
import { isMeshKind, ROUTE_KINDS, type RouteKind, routesRequests } from '../model/index.js';
import type { ParentReference } from '../resources/types.js';
import type { AttachableRoute } from './attachment.js';
import type { MeshPort, MeshService } from './mesh-service.js';
import { objectKey } from './names.js';
import type { Problem } from './problem.js';

/** What a mesh asks of a route whose parents are Services. Nothing of what its rules do. */
export interface ServiceRoute {
  /** `kind/namespace/name`. */
  readonly key: string;
  readonly kind: RouteKind;
  readonly namespace: string;
  readonly name: string;
  /** When it was created, RFC 3339; empty when unknown. */
  readonly created: string;
  /** Those that are Services. At least one. */
  readonly parentRefs: readonly ParentReference[];
  /** Server names, of kinds that are routed by them: what HTTP says in its `Host` header decides nothing here. */
  readonly serverNames: readonly string[];
  /** Why no parent can accept it. */
  readonly problem?: Problem;
}

/** A route's relation to its parents that are Services. */
export interface ServiceParents {
  /** In the order of `parentRefs`. */
  readonly parents: readonly ServiceParent[];
}

export interface ServiceParent {
  readonly ref: ParentReference;
  /** None where there is a problem that keeps the route from all of them. */
  readonly ports: readonly ClaimedPort[];
  readonly problem?: Problem;
  /** Ports that it cannot steer, when there are others. */
  readonly partly?: Problem;
}

/** A port of a Service whose connections a route wants to handle. */
export interface ClaimedPort {
  /** Key of the frontend. */
  readonly frontend: string;
  /** `namespace/name`. */
  readonly service: string;
  readonly port: number;
  /** Namespace of the clients that it is for; absent: all. */
  readonly clients?: string;
  /** Whether it is not known to carry HTTP. */
  readonly detect: boolean;
}

/** A route as far as its parents are Services; undefined when none is. */
export function serviceRoute(
  route: AttachableRoute & { readonly kind: RouteKind; readonly name: string; readonly created: string },
): ServiceRoute | undefined {
  const { key, kind, namespace, name, created, hostnames, problem } = route;
  const parentRefs = route.parentRefs.filter(isService);
  if (parentRefs.length === 0) return undefined;
  const serverNames = ROUTE_KINDS[kind].routes === 'ServerNames' ? [...new Set(hostnames)] : [];
  return { key, kind, namespace, name, created, parentRefs, serverNames, ...(problem && { problem }) };
}

function isService({ group, kind }: ParentReference): boolean {
  return group === '' && kind === 'Service';
}

/** `namespace/service:port`, with `@namespace` behind it when it is for the clients of that alone. */
export function frontendKey({ service, port, clients }: Pick<ClaimedPort, 'service' | 'port' | 'clients'>): string {
  return `${service}:${port}${clients === undefined ? '' : `@${clients}`}`;
}

/**
 * What a route claims of the Services that are its parents. Of those in its own namespace for all clients, of others for the clients of its
 * own namespace: nobody decides for others what their calls to a third come to. Source: GEP-1294, GEP-3949.
 */
export function serviceParents(
  route: ServiceRoute,
  { meshServices }: { readonly meshServices: Lookup<MeshService> },
): ServiceParents {
  return {
    parents: route.parentRefs.map((ref) => {
      const service = meshServices.get(objectKey(ref.namespace ?? route.namespace, ref.name));
      const found = portsOf(ref, route, service);
      if ('reason' in found) return { ref, ports: [], problem: found };
      return { ref, ...found, ...(route.problem && { problem: route.problem }) };
    }),
  };
}

function portsOf(
  ref: ParentReference,
  route: ServiceRoute,
  service: MeshService | undefined,
): Pick<ServiceParent, 'ports' | 'partly'> | Problem {
  const { kind } = route;
  const told = `Service ${objectKey(ref.namespace ?? route.namespace, ref.name)}`;
  const unmatched = (message: string) => ({ reason: 'NoMatchingParent', message });
  if (!isMeshKind(kind)) {
    const message = `${told}: sidecars handle connections, not datagrams, so a Service cannot be the parent of a ${kind}.`;
    return { reason: 'UnsupportedValue', message };
  }
  if (ROUTE_KINDS[kind].routes === 'ServerNames' && route.serverNames.length === 0) {
    return { reason: 'UnsupportedValue', message: 'spec.hostnames: there is no valid hostname.' };
  }
  if (service === undefined) return unmatched(`${told} does not exist.`);
  if (service.without !== undefined) {
    return unmatched(`${told} ${service.without}. Only connections to a ClusterIP can be routed.`);
  }
  const { sectionName, port: number } = ref;
  const meant = service.ports.filter(
    ({ name, port }) => (!sectionName || name === sectionName) && (number === undefined || port === number),
  );
  if (meant.length === 0) {
    const wanted = [sectionName && ` called ${sectionName}`, number !== undefined && ` ${number}`].filter(Boolean);
    const ports = service.ports.map(({ port }) => port).join(', ') || 'none';
    return unmatched(`${told} has no TCP port${wanted.join(', with number')} (it has: ${ports}).`);
  }
  const isNamed = sectionName !== undefined || number !== undefined;
  const http = routesRequests(kind);
  const [steered, others] = http
    ? [meant.filter((port) => port.http !== false), meant.filter((port) => port.http === false)]
    : [meant, []];
  const list = others.map(({ port, appProtocol }) => `${port} (appProtocol ${appProtocol})`).join(', ');
  if (steered.length === 0) {
    return unmatched(
      `${told} carries something else than plain HTTP on port ${list}, which a ${kind} cannot route. ` +
        'Use a TLSRoute or a TCPRoute, or correct appProtocol.',
    );
  }
  const clients = service.namespace === route.namespace ? {} : { clients: route.namespace };
  return {
    ports: steered.map((port) => claimed(port, service, clients, http && port.http === undefined && !isNamed)),
    ...(others.length > 0 && {
      partly: { reason: 'NoMatchingParent', message: `Connections to port ${list} of ${told} pass through.` },
    }),
  };
}

function claimed(
  { port }: MeshPort,
  { key: service }: MeshService,
  clients: Pick<ClaimedPort, 'clients'>,
  detect: boolean,
): ClaimedPort {
  const place = { service, port, ...clients };
  return { frontend: frontendKey(place), ...place, detect };
}
