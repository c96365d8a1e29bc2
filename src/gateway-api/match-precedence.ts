import { type HttpMatch, type PreflightPart, ROUTE_KINDS, type VirtualHostRoute } from '../model/index.js';
import { normalizedPath } from './http-path.js';

/** The matches of a route and what decides between equally good ones of several routes. */
export interface RouteMatches {
  /** Creation time, RFC 3339 in UTC and whole seconds, as the API server writes it; empty when unknown. */
  readonly created: string;
  /** `namespace/name`. */
  readonly name: string;
  /** Rules with the rank of each of their matches. */
  readonly rules: readonly RuleMatches[];
}

export interface RuleMatches {
  readonly key: string;
  readonly ranks: readonly Rank[];
  /** For each rank. */
  readonly matches: readonly HttpMatch[];
  /** With CORS: for each match the parts of its preflights. */
  readonly preflights?: readonly (readonly PreflightPart[])[];
}

/** How good a match is: compared number by number, the smaller is tried first. The first number is the kind of the route. Kinds are not mixed: what the first leaves at a hostname goes to the next. */
export type Rank = readonly number[];

/** In this order, between paths of any length. Where regular expressions stand is the implementation's choice. */
const PATH_RANK = { Exact: 0, Regex: 1, Prefix: 2 } as const;

/** By path, method, number of headers and of query parameters. Source: HTTPRouteRule's `matches`. */
export function httpRank({ path, method, headers, queryParams }: HttpMatch): Rank {
  return [
    ROUTE_KINDS.HTTPRoute.precedence,
    PATH_RANK[path.type],
    -pathLength(path),
    method === undefined ? 1 : 0,
    -headers.length,
    -queryParams.length,
  ];
}

/** By service, method and number of headers. Source: GRPCRouteRule's `matches`. */
export function grpcRank(names: Rank, { headers }: HttpMatch): Rank {
  return [ROUTE_KINDS.GRPCRoute.precedence, ...names, -headers.length];
}

/** Of a path that is compared literally, as it is after normalization: an encoding of it makes it no more specific. */
function pathLength({ type, value }: HttpMatch['path']): number {
  return type === 'Regex' ? value.length : normalizedPath(value).length;
}

/** The matches of all routes in the order in which they are to be tried: by rank; then older routes, names, and the order in the route. */
export function inPrecedence(routes: readonly RouteMatches[]): VirtualHostRoute[] {
  const ordered = routes
    .flatMap((route) =>
      route.rules.flatMap(({ key, ranks, matches, preflights }, position) =>
        ranks.map((rank, match) => ({
          ...{ rule: key, match, position, rank, route },
          conditions: matches[match] as HttpMatch,
          parts: preflights?.[match] ?? [],
        })),
      ),
    )
    .sort(
      (a, b) =>
        compare(a.rank, b.rank) ||
        order(a.route.created, b.route.created) ||
        order(a.route.name, b.route.name) ||
        a.position - b.position ||
        a.match - b.match,
    );
  const result: VirtualHostRoute[] = [];
  let begin = 0;
  for (const [index, { rank }] of ordered.entries()) {
    const next = ordered[index + 1];
    if (next !== undefined && haveSamePath(rank, next.rank)) continue;
    const group = ordered.slice(begin, index + 1);
    result.push(...preflights(group), ...group.map(({ rule, match }) => ({ rule, match })));
    begin = index + 1;
  }
  return result;
}

const PARTS: readonly PreflightPart[] = ['Request', 'Method', 'Path'];

interface OrderedMatch extends VirtualHostRoute {
  readonly conditions: HttpMatch;
  readonly parts: readonly PreflightPart[];
}

/**
 * The preflights of matches with one path. They come before all of these: of the rules with the path the request to come decides between those
 * with CORS, and no backend gets a preflight for the path (GEP-1767).
 */
function preflights(group: readonly OrderedMatch[]): VirtualHostRoute[] {
  if (group.every(({ parts }) => parts.length === 0)) return [];
  const reached = withoutRepeated(group);
  return PARTS.flatMap((preflight) =>
    reached.filter(({ parts }) => parts.includes(preflight)).map(({ rule, match }) => ({ rule, match, preflight })),
  );
}

/** Without the matches that an earlier one equals: these take no request, so that no preflight is for them. */
function withoutRepeated(group: readonly OrderedMatch[]): readonly OrderedMatch[] {
  const seen = new Set<string>();
  return group.filter(({ conditions }) => {
    const id = conditionsId(conditions);
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** Equal for matches of the same requests: the order of headers and of query parameters does not count. */
function conditionsId({ path, method, headers, queryParams }: HttpMatch): string {
  const values = (list: HttpMatch['headers']) =>
    list.map(({ type, name, value }) => JSON.stringify([name, type, value])).sort();
  return JSON.stringify([path.type, path.value, method, values(headers), values(queryParams)]);
}

/** Numbers of an HTTPRoute's rank that are about the path. Of paths of one type and length, which are not equal, a request has one at most. */
const PATH_NUMBERS = 3;

function haveSamePath(a: Rank, b: Rank): boolean {
  return a.slice(0, PATH_NUMBERS).every((number, index) => number === b[index]);
}

function compare(a: Rank, b: Rank): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
