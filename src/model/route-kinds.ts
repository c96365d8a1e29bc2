import type { KindWithStatus } from './kinds.js';

/** Kinds of routes: those whose status has an entry for each parent. */
export type RouteKind = KindWithStatus<'Parents'>;

/** Protocols that a listener may have. */
export type Protocol = 'HTTP' | 'HTTPS' | 'TLS' | 'TCP' | 'UDP';

/** How one kind of routes differs from the others. */
interface RouteKindTraits {
  /** Protocols of the listeners that it attaches to. */
  readonly protocols: readonly Protocol[];
  /** What its rules decide about, one at a time. Sidecars handle no datagrams. */
  readonly routes: 'Requests' | 'ServerNames' | 'Connections' | 'Datagrams';
  /**
   * The smaller comes first where kinds meet: at one hostname, and at one port of a Service, which only the first kind gets. Different
   * for each. Source: GEP-1294, and for hostnames the documentation of GRPCRoute.
   */
  readonly precedence: number;
  /** What a request gets whose rule leads nowhere: the HTTP status, and what clients of the protocol see. Of kinds that route requests. */
  readonly refusal?: { readonly status: number; readonly seen: string };
}

/** Every kind of routes, in the order in which statuses list them. */
export const ROUTE_KINDS = {
  HTTPRoute: {
    protocols: ['HTTP', 'HTTPS'],
    routes: 'Requests',
    precedence: 1,
    refusal: { status: 500, seen: '500' },
  },
  GRPCRoute: {
    protocols: ['HTTP', 'HTTPS'],
    routes: 'Requests',
    precedence: 0,
    refusal: { status: 503, seen: 'UNAVAILABLE' },
  },
  TLSRoute: { protocols: ['TLS'], routes: 'ServerNames', precedence: 2 },
  TCPRoute: { protocols: ['TCP'], routes: 'Connections', precedence: 3 },
  UDPRoute: { protocols: ['UDP'], routes: 'Datagrams', precedence: 4 },
} as const satisfies { readonly [K in RouteKind]: RouteKindTraits };

type Table = typeof ROUTE_KINDS;

/** The kinds that route one of these. */
export type KindRouting<Routed extends RouteKindTraits['routes']> = {
  [K in RouteKind]: Table[K]['routes'] extends Routed ? K : never;
}[RouteKind];

/** Kinds whose rules are HTTP rules. */
export type HttpRouteKind = KindRouting<'Requests'>;

/** Kinds that forward connections and datagrams as they are. */
export type L4RouteKind = Exclude<RouteKind, HttpRouteKind>;

/** Kinds that a sidecar handles. */
export type MeshRouteKind = Exclude<RouteKind, KindRouting<'Datagrams'>>;

export const ROUTE_KIND_NAMES = Object.keys(ROUTE_KINDS) as readonly RouteKind[];

export const HTTP_ROUTE_KINDS = ROUTE_KIND_NAMES.filter(routesRequests);

export const L4_ROUTE_KINDS = ROUTE_KIND_NAMES.filter((kind): kind is L4RouteKind => !routesRequests(kind));

export function isRouteKind(kind: string): kind is RouteKind {
  return Object.hasOwn(ROUTE_KINDS, kind);
}

/** Whether rules of the kind are HTTP rules. */
export function routesRequests(kind: RouteKind): kind is HttpRouteKind {
  return ROUTE_KINDS[kind].routes === 'Requests';
}

/** Whether routes of the kind can have Services for parents. */
export function isMeshKind(kind: RouteKind): kind is MeshRouteKind {
  return ROUTE_KINDS[kind].routes !== 'Datagrams';
}
