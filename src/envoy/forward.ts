import type { Route, RouteAction } from '../envoy-api/generated/envoy/config/route/v3.js';
import { mergeFilters } from '../model/filters/http-filters.js';
import type { HttpFilters, HttpMatch, HttpRule, WeightedBackend } from '../model/index.js';
import {
  answeringRoutes,
  dependOnShare,
  destinationFields,
  levelFields,
  needRoute,
  routeActionFields,
} from './filters/contributions.js';
import { type RedirectContext, redirectRoutes } from './redirect.js';
import { retryPolicies } from './retry.js';
import { below, EVERYTHING, type Share, shares } from './share.js';
import { timeouts } from './timeouts.js';
import { missingCluster, weightedClusters } from './weighted-cluster.js';

/** Where a route is: a match of a rule, in a table. */
export interface RouteContext {
  readonly rule: HttpRule;
  readonly match: HttpMatch;
  readonly table: RedirectContext;
}

/**
 * The routes that forward the requests of `route`: one with a weighted list of clusters where that can say all, else one
 * for each backend, which follow each other and take their shares by a runtime fraction. Envoy draws one random number
 * per request and compares it with each of them.
 */
export function forwardingRoutes(
  route: Route,
  context: RouteContext,
  backends: readonly WeightedBackend[],
): readonly Route[] {
  const { filters } = context.rule;
  if (backends.length > 1 && !backends.some(needsRoute) && !dependOnShare(filters)) {
    const action = routeAction(context, filters, EVERYTHING);
    return withRetries({ ...route, route: { ...action, ...weightedClusters(backends, filters) } }, context);
  }
  const parts = shares(backends.map(({ weight }) => weight));
  return backends.flatMap((backend, index) => {
    const share = parts[index] ?? EVERYTHING;
    return answer({ ...route, match: { ...route.match, ...below(share) } }, context, backend, share);
  });
}

function needsRoute({ redirect, filters }: WeightedBackend): boolean {
  return redirect !== undefined || needRoute(filters);
}

function answer(route: Route, context: RouteContext, backend: WeightedBackend, share: Share): readonly Route[] {
  const filters = mergeFilters(context.rule.filters, backend.filters);
  const filtered: Route = { ...route, ...levelFields(filters) };
  if (backend.redirect !== undefined) {
    const routes = redirectRoutes(filtered, backend.redirect, context.match.path, context.table);
    return routes.flatMap((each) => answeringRoutes(each, filters));
  }
  if (backend.backend === undefined) return [{ ...filtered, route: missingCluster(backend.status) }];
  const action = routeAction(context, filters, share);
  const forwarding = { ...action, cluster: backend.backend, ...destinationFields(filters) };
  return withRetries({ ...filtered, route: forwarding }, context);
}

/** The route with its retries: where these depend on the method, two that follow each other. */
function withRetries(route: Route, { rule, match }: RouteContext): readonly Route[] {
  return retryPolicies(rule.retry, rule.timeouts, match.method).map(({ headers = [], policy }) => ({
    ...route,
    match: { ...route.match, headers: [...(route.match?.headers ?? []), ...headers] },
    route: { ...route.route, retry_policy: policy },
  }));
}

function routeAction({ rule, match }: RouteContext, filters: HttpFilters, share: Share): RouteAction {
  return { ...timeouts(rule.timeouts), ...routeActionFields(filters, { match, share }) };
}
