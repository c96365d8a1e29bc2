import type { RouteAction, WeightedCluster_ClusterWeight } from '../envoy-api/generated/envoy/config/route/v3.js';
import { RouteAction_ClusterNotFoundResponseCode as NotFound } from '../envoy-api/generated/envoy/config/route/v3.js';
import { mergeFilters } from '../model/filters/http-filters.js';
import type { HttpFilters, WeightedBackend } from '../model/index.js';
import { destinationFields, levelFields } from './filters/contributions.js';
import { MISSING_CLUSTER } from './names.js';
import { uint32 } from './values.js';

/** What Envoy can answer where a cluster is missing. */
const NOT_FOUND = { 500: NotFound.INTERNAL_SERVER_ERROR, 503: NotFound.SERVICE_UNAVAILABLE } as const;

/**
 * What answers for a backend that is refused or missing as a route that forwards, to nowhere: the access log has `cluster_not_found`,
 * where that of a direct response would not say why.
 */
export function missingCluster(status: keyof typeof NOT_FOUND = 500): RouteAction {
  return { cluster: MISSING_CLUSTER, cluster_not_found_response_code: NOT_FOUND[status] };
}

/**
 * Backends by weight. The share of a missing one is answered with an error.
 *
 * An entry has the filters of its rule too, where it can have filters: Envoy would apply those of a route after those of
 * an entry, and prefer its hostname.
 */
export function weightedClusters(backends: readonly WeightedBackend[], rule: HttpFilters): Partial<RouteAction> {
  const missing = backends.find((each) => each.backend === undefined);
  return {
    weighted_clusters: { clusters: backends.map((backend) => clusterWeight(backend, rule)) },
    ...(missing && { cluster_not_found_response_code: NOT_FOUND[missing.status ?? 500] }),
  };
}

function clusterWeight(
  { backend, weight, filters }: WeightedBackend,
  rule: HttpFilters,
): WeightedCluster_ClusterWeight {
  const merged = mergeFilters(rule, filters);
  return {
    name: backend ?? MISSING_CLUSTER,
    weight: uint32(weight),
    ...destinationFields(merged),
    ...levelFields(merged),
  };
}
