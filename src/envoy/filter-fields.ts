import type { HeaderValueOption } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HttpFilters } from '../model/index.js';
import { corsConfig } from './cors.js';
import { externalAuthConfig } from './external-auth.js';
import type { FilterConfigs } from './filter-configs.js';
import { headerAdditions } from './header-modifier.js';

/** The fields for filters that a Route and a WeightedCluster.ClusterWeight have in common. */
export interface FilterFields {
  readonly typed_per_filter_config?: FilterConfigs | undefined;
  readonly request_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly response_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly response_headers_to_remove?: readonly string[] | undefined;
}

/** Header modifiers, CORS and external authorization. */
export function filterFields({ requestHeaders, responseHeaders, cors, externalAuth }: HttpFilters): FilterFields {
  return {
    typed_per_filter_config: { ...corsConfig(cors), ...externalAuthConfig(externalAuth) },
    request_headers_to_add: headerAdditions(requestHeaders),
    request_headers_to_remove: requestHeaders?.remove,
    response_headers_to_add: headerAdditions(responseHeaders),
    response_headers_to_remove: responseHeaders?.remove,
  };
}
