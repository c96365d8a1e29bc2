import type { Entry, Lookup } from '../collections/index.js';
import type { RouteTable, VirtualHost, VirtualHostRoute } from '../model/index.js';
import type { Domain } from './attach-point.js';
import type { Attachment } from './attachment.js';
import { covering } from './hostname.js';
import type { ResolvedListenerFilters } from './listener-filter-resolution.js';
import { inPrecedence, type RouteMatches } from './match-precedence.js';
import { pairKey } from './names.js';

/** The routes that are attached to a listener under one hostname. Ordered once, and shared by all domains it covers. */
export interface HostnameRoutes {
  /** Keys of the routes. */
  readonly keys: ReadonlySet<string>;
  /** Their matches, in order of precedence. */
  readonly routes: readonly VirtualHostRoute[];
}

export function hostnameRoutes(
  attached: readonly Entry<Attachment>[],
  { routeMatches }: { readonly routeMatches: Lookup<RouteMatches> },
): HostnameRoutes {
  const keys = new Set(attached.map(({ value }) => value.route));
  return { keys, routes: inPrecedence([...keys].flatMap((key) => routeMatches.get(key) ?? [])) };
}

export interface VirtualHostReads {
  readonly routeTables: Lookup<RouteTable>;
  /** By listener and hostname. */
  readonly routesByHostname: Lookup<HostnameRoutes>;
  readonly listenerFilters: Lookup<ResolvedListenerFilters>;
}

/**
 * What answers for a domain: routes with the most specific hostname first, then those with less specific ones, which
 * take what the former leave. The hostnames are those of the routes, not what is left of them on the listener.
 */
export function virtualHost(
  { port: routeTable, domain, owner, chain, closed }: Domain,
  { routeTables, routesByHostname, listenerFilters }: VirtualHostReads,
): VirtualHost | undefined {
  if (routeTables.get(routeTable) === undefined) return undefined;
  if (closed) return { routeTable, domain, ...(chain !== undefined && { chain }), refusal: 500, routes: [] };
  const filters = listenerFilters.get(owner);
  const groups: HostnameRoutes[] = [];
  for (const hostname of covering(domain)) {
    const group = routesByHostname.get(pairKey(owner, hostname));
    if (group !== undefined) groups.push(group);
  }
  const routes = groups.flatMap(withoutRepetition);
  return {
    routeTable,
    domain,
    ...(chain !== undefined && { chain }),
    ...(filters && (filters.problems.length > 0 ? { refusal: 500 } : { filters: filters.requests })),
    routes,
  };
}

/** A route that also has a more specific hostname has been tried already. */
function withoutRepetition(group: HostnameRoutes, index: number, groups: readonly HostnameRoutes[]) {
  const earlier = groups.slice(0, index).filter((other) => !isDisjoint(other.keys, group.keys));
  if (earlier.length === 0) return group.routes;
  return group.routes.filter(({ rule }) => !earlier.some(({ keys }) => keys.has(routeOf(rule))));
}

function isDisjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const key of small) if (large.has(key)) return false;
  return true;
}

/** The key of a rule is that of its route and a number. */
function routeOf(rule: string): string {
  return rule.slice(0, rule.lastIndexOf('/'));
}
