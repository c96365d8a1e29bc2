import type { RouteAction, WeightedCluster_ClusterWeight } from '../envoy-api/generated/envoy/config/route/v3.js';
import { RouteAction_ClusterNotFoundResponseCode as NotFound } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { WeightedBackend } from '../model/index.js';
import { corsConfig } from './cors.js';
import { headerMutations } from './header-modifier.js';
import { MISSING_CLUSTER } from './names.js';
import { uint32 } from './values.js';

/**
 * Backends by weight, each with its header modifiers, hostname and CORS. The share of a missing one is answered 500.
 *
 * @param hostname for backends that have none of their own. It is repeated, since one of the route would win over all.
 */
export function weightedClusters(
  backends: readonly WeightedBackend[],
  hostname: string | undefined,
): Partial<RouteAction> {
  return {
    weighted_clusters: { clusters: backends.map((backend) => clusterWeight(backend, hostname)) },
    ...(backends.some(({ backend }) => backend === undefined) && {
      cluster_not_found_response_code: NotFound.INTERNAL_SERVER_ERROR,
    }),
  };
}

function clusterWeight(
  { backend, weight, filters }: WeightedBackend,
  hostname: string | undefined,
): WeightedCluster_ClusterWeight {
  return {
    name: backend ?? MISSING_CLUSTER,
    weight: uint32(weight),
    host_rewrite_literal: filters.rewrite?.hostname ?? hostname,
    typed_per_filter_config: corsConfig(filters.cors),
    ...headerMutations(filters),
  };
}
