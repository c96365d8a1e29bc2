import type { RouteAction, WeightedCluster_ClusterWeight } from '../envoy-api/generated/envoy/config/route/v3.js';
import { RouteAction_ClusterNotFoundResponseCode as NotFound } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { HttpFilters, WeightedBackend } from '../model/index.js';
import { filterFields } from './filter-fields.js';
import { mergeFilters } from './merge-filters.js';
import { MISSING_CLUSTER } from './names.js';
import { uint32 } from './values.js';

/**
 * Backends by weight. The share of a missing one is answered 500.
 *
 * An entry has the filters of its rule too, where it can have filters: Envoy would apply those of a route after those of
 * an entry, and prefer its hostname.
 */
export function weightedClusters(backends: readonly WeightedBackend[], rule: HttpFilters): Partial<RouteAction> {
  return {
    weighted_clusters: { clusters: backends.map((backend) => clusterWeight(backend, rule)) },
    ...(backends.some(({ backend }) => backend === undefined) && {
      cluster_not_found_response_code: NotFound.INTERNAL_SERVER_ERROR,
    }),
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
    host_rewrite_literal: merged.rewrite?.hostname,
    ...filterFields(merged),
  };
}
