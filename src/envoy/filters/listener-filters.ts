import { any } from '../../envoy-api/codec.js';
import type { HttpFilter } from '../../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { ExternalAuth } from '../../model/index.js';
import { extAuthz } from './ext-authz.js';
import type { FilterConfigs, HttpFilterFeature } from './feature.js';

/** Name of the filter in every HTTP connection manager, and of its configuration in a virtual host. */
const LISTENER_FILTERS = 'gatewright.listener_filters';

/**
 * Filters of the listener whose virtual host a request is for (GEP-5224), one after the other. They are chosen once per request, by the first
 * route that matches it: no filter can change the host, so the virtual host stays.
 */
export const listenerFilters: HttpFilterFeature = {
  name: 'listener filters',
  filters: (kind) => (kind === 'edge' ? [FILTER] : []),
  virtualHost: ({ filters }) => (filters === undefined ? {} : { typed_per_filter_config: config(filters) }),
};

const FILTER: HttpFilter = {
  name: LISTENER_FILTERS,
  typed_config: any('envoy.extensions.filters.http.filter_chain.v3.FilterChainConfig', {}),
};

/** Needs a virtual host in which every request matches a route. */
function config(filters: readonly ExternalAuth[]): FilterConfigs {
  const chain = { filters: filters.map((auth) => extAuthz(auth, 'before-routing')) };
  const config = any('envoy.extensions.filters.http.filter_chain.v3.FilterChainConfigPerRoute', {
    filter_chain: chain,
  });
  return { [LISTENER_FILTERS]: config };
}

/** Configuration of a route that answers requests which the listener does not take. */
export function withoutListenerFilters(): FilterConfigs {
  return { [LISTENER_FILTERS]: any('envoy.config.route.v3.FilterConfig', { disabled: true }) };
}
