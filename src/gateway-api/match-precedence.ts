import type { HttpMatch, VirtualHostRoute } from '../model/index.js';

/** The matches of a route and what decides between equally good ones of several routes. */
export interface RouteMatches {
  /** Creation time, RFC 3339 in UTC and whole seconds, as the API server writes it; empty when unknown. */
  readonly created: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly rules: readonly { readonly key: string; readonly matches: readonly HttpMatch[] }[];
}

/** In this order, between paths of any length. Where regular expressions stand is the implementation's choice. */
const PATH_RANK = { Exact: 0, Regex: 1, Prefix: 2 } as const;

/**
 * The matches of all routes in the order in which they are to be tried: by path, method, number of headers and of query
 * parameters; then older routes, names, and the order in the route. Source: HTTPRouteRule's `matches`.
 */
export function inPrecedence(routes: readonly RouteMatches[]): VirtualHostRoute[] {
  return routes
    .flatMap((route) =>
      route.rules.flatMap(({ key, matches }, position) =>
        matches.map((match, index) => ({ rule: key, match: index, position, ...rank(match), route })),
      ),
    )
    .sort(
      (a, b) =>
        a.path - b.path ||
        b.length - a.length ||
        a.method - b.method ||
        b.headers - a.headers ||
        b.queryParams - a.queryParams ||
        order(a.route.created, b.route.created) ||
        order(a.route.name, b.route.name) ||
        a.position - b.position ||
        a.match - b.match,
    )
    .map(({ rule, match }) => ({ rule, match }));
}

function rank({ path, method, headers, queryParams }: HttpMatch) {
  return {
    path: PATH_RANK[path.type],
    length: path.value.length,
    method: method === undefined ? 1 : 0,
    headers: headers.length,
    queryParams: queryParams.length,
  };
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
