import type { Collection, Entry, Reader } from '../collections/index.js';
import type { RouteTable, VirtualHost, VirtualHostRoute } from '../model/index.js';
import type { Domain } from './attach-point.js';
import type { Attachment } from './attachment.js';
import { covering } from './hostname.js';
import { inPrecedence, type RouteMatches } from './match-precedence.js';
import { pairKey } from './names.js';

export interface VirtualHostReads {
  readonly routeTables: Collection<RouteTable>;
  readonly attachmentsByHostname: Collection<readonly Entry<Attachment>[]>;
  readonly routeMatches: Collection<RouteMatches>;
}

/**
 * What answers for a domain: routes with the most specific hostname first, then those with less specific ones, which
 * take what the former leave. The hostnames are those of the routes, not what is left of them on the listener.
 */
export function virtualHost(
  { routeTable, domain, owner }: Domain,
  { routeTables, attachmentsByHostname, routeMatches }: VirtualHostReads,
  read: Reader,
): VirtualHost | undefined {
  if (read.get(routeTables, routeTable) === undefined) return undefined;
  if (owner === undefined) return { routeTable, domain, answer: 'misdirected', routes: [] };
  const routes: VirtualHostRoute[] = [];
  const seen = new Set<string>();
  for (const hostname of covering(domain)) {
    const attached = read.get(attachmentsByHostname, pairKey(owner, hostname)) ?? [];
    // A route that also has a more specific hostname has been tried already.
    const fresh = attached.filter(({ value }) => !seen.has(value.route));
    for (const { value } of fresh) seen.add(value.route);
    const matches = fresh.flatMap(({ value }) => read.get(routeMatches, value.route) ?? []);
    routes.push(...inPrecedence(matches));
  }
  return { routeTable, domain, answer: 'routes', routes };
}
