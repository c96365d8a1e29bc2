import type { Entry, Lookup } from '../collections/index.js';
import {
  type HttpRouteKind,
  isMeshKind,
  type KindRouting,
  type MeshRouteKind,
  ROUTE_KINDS,
  routesRequests,
} from '../model/index.js';
import type { RouteParent } from './attachment.js';
import { type ClaimedPort, frontendKey, type ServiceParents, type ServiceRoute } from './mesh-parent.js';
import type { MeshService } from './mesh-service.js';
import { objectKey } from './names.js';
import { summarize } from './problem.js';
import type { StrictReads } from './strict-namespace.js';

/** A route that wants the connections to a port of a Service. */
export interface MeshClaim extends ClaimedPort {
  readonly kind: MeshRouteKind;
  /** Key of the route. */
  readonly route: string;
  /** `namespace/name` of the route. */
  readonly name: string;
  readonly serverNames: readonly string[];
}

/** What a route claims, under keys in whose order the claims to one frontend take precedence: by kind, then by age and name. */
export function* meshClaims(
  { parents }: ServiceParents,
  { serviceRoutes }: { readonly serviceRoutes: Lookup<ServiceRoute> },
  key: string,
): Generator<readonly [string, MeshClaim]> {
  const route = serviceRoutes.get(key);
  if (route === undefined || !isMeshKind(route.kind)) return;
  const { kind } = route;
  const name = objectKey(route.namespace, route.name);
  const claimed = new Map<string, ClaimedPort>();
  for (const port of parents.flatMap(({ ports }) => ports)) {
    const { detect } = claimed.get(port.frontend) ?? port;
    claimed.set(port.frontend, { ...port, detect: detect && port.detect });
  }
  for (const port of claimed.values()) {
    const precedence = `${kindOrder(kind)} ${route.created} ${name}`;
    yield [`${port.frontend} ${precedence}`, { ...port, kind, route: key, name, serverNames: route.serverNames }];
  }
}

/** Sorts by precedence of the kind, as text. */
function kindOrder(kind: MeshRouteKind): string {
  return String(ROUTE_KINDS[kind].precedence).padStart(3, '0');
}

/** What becomes of the connections to a frontend: requests in them are routed, or they are forwarded as they are. */
export type MeshDecision = Omit<ClaimedPort, 'detect'> &
  (
    | {
        readonly kind: HttpRouteKind;
        readonly detect: boolean;
        /** What takes the connections without requests; absent: they pass through. */
        readonly otherwise?: WonChain;
      }
    | { readonly kind: KindRouting<'ServerNames' | 'Connections'> | 'Service'; readonly chains: readonly WonChain[] }
  );

/** What a route has got of a frontend. */
export interface WonChain {
  /** `namespace/name` of the route, or `default` for the Service itself. */
  readonly name: string;
  /** Key of the route; absent: the Service itself. */
  readonly route?: string;
  /** Sorted; empty: all connections. */
  readonly serverNames: readonly string[];
}

/** The Service itself. Names of routes hold a slash. */
const SERVICE_CHAIN: WonChain = { name: 'default', serverNames: [] };

/**
 * The ports of a Service in a Strict namespace, whose pods take only connections with a certificate: without a route they are frontends
 * too, so that sidecars show theirs.
 */
export function* strictDecisions(
  { key: service, namespace, addresses, ports }: MeshService,
  { strictNamespaces }: StrictReads,
): Generator<readonly [string, MeshDecision]> {
  if (addresses.length === 0 || strictNamespaces.get(namespace) === undefined) return;
  for (const { port } of ports) {
    const frontend = frontendKey({ service, port });
    yield [frontend, { frontend, service, port, kind: 'Service', chains: [SERVICE_CHAIN] }];
  }
}

/** Who gets a frontend: routes of one kind; of those that forward connections as they are the first that wants each server name. */
export function meshDecision(
  claims: readonly Entry<MeshClaim>[],
  { strictNamespaces }: StrictReads,
): MeshDecision | undefined {
  const [first, ...rest] = claims.map(({ value }) => value);
  if (first === undefined) return undefined;
  const { frontend, service, port, clients, kind } = first;
  const place = { frontend, service, port, ...(clients !== undefined && { clients }) };
  const winners = [first, ...rest.filter((claim) => claim.kind === kind)];
  if (routesRequests(kind)) {
    const detect = winners.every((claim) => claim.detect);
    // Its pods would refuse what passes through.
    const isStrict = strictNamespaces.get(service.slice(0, service.indexOf('/'))) !== undefined;
    return { ...place, kind, detect, ...(detect && isStrict && { otherwise: SERVICE_CHAIN }) };
  }
  if (ROUTE_KINDS[kind].routes === 'Connections') {
    return { ...place, kind, chains: [{ name: first.name, route: first.route, serverNames: [] }] };
  }
  const taken = new Map<string, MeshClaim>();
  for (const claim of winners) {
    for (const name of claim.serverNames) if (!taken.has(name)) taken.set(name, claim);
  }
  const chains = [...new Set(taken.values())].map(({ name, route, serverNames }) => {
    const won = serverNames.filter((each) => taken.get(each)?.route === route);
    return { name, route, serverNames: won.includes('*') ? [] : won.sort() };
  });
  return { ...place, kind, chains };
}

export interface DecisionReads {
  /** By key of the frontend. */
  readonly decisions: Lookup<MeshDecision>;
}

/** Key of the route of a claim that has got its frontend. */
export function wonRoute(claim: MeshClaim, { decisions }: DecisionReads): string | undefined {
  return isWon(claim, decisions.get(claim.frontend)) ? claim.route : undefined;
}

/** Whether the decision about its frontend is in favour of a claim. */
function isWon({ kind, route }: Pick<MeshClaim, 'kind' | 'route'>, decision: MeshDecision | undefined): boolean {
  if (decision?.kind !== kind) return false;
  return 'detect' in decision || decision.chains.some((chain) => chain.route === route);
}

export interface MeshParentReads extends DecisionReads {
  readonly serviceRoutes: Lookup<ServiceRoute>;
}

/** What becomes of a route's parents that are Services. */
export function meshParents(
  { parents }: ServiceParents,
  { serviceRoutes, decisions }: MeshParentReads,
  key: string,
): { readonly parents: readonly RouteParent[] } | undefined {
  const route = serviceRoutes.get(key);
  if (route === undefined) return undefined;
  return {
    parents: parents.map(({ ref, ports, problem, partly }): RouteParent => {
      const lost = ports.flatMap((port) => {
        const decision = decisions.get(port.frontend);
        const claim = { kind: route.kind as MeshRouteKind, route: key };
        return decision === undefined || isWon(claim, decision) ? [] : [conflict(port, claim.kind, decision)];
      });
      const conflicts = summarize(lost);
      const refused = problem ?? (lost.length === ports.length ? conflicts : undefined);
      const partial = summarize([...(partly ? [partly] : []), ...(conflicts ? [conflicts] : [])]);
      return { ref, listeners: [], ...(refused && { problem: refused }), ...(partial && { partly: partial }) };
    }),
  };
}

function conflict({ service, port, clients }: ClaimedPort, kind: MeshRouteKind, winner: MeshDecision) {
  const place = `Port ${port} of Service ${service}${clients === undefined ? '' : ` for clients in namespace ${clients}`}`;
  const fix = 'Give one of them another port in parentRefs[].port, or remove it.';
  if (winner.kind !== kind) {
    return { reason: 'Conflicted', message: `${place} has ${winner.kind}s, which come before ${kind}s. ${fix}` };
  }
  const names = 'chains' in winner ? winner.chains.map(({ name }) => name).join(', ') : '';
  const what = ROUTE_KINDS[kind].routes === 'ServerNames' ? 'All hostnames are taken' : 'It is taken';
  return { reason: 'Conflicted', message: `${place}: ${what} by ${kind} ${names}, older or first by name. ${fix}` };
}
