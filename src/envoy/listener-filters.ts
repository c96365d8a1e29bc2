import { any } from '../envoy-api/codec.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { ExternalAuth } from '../model/index.js';
import { extAuthz } from './ext-authz.js';
import type { FilterConfigs } from './filter-configs.js';

/** Name of the filter in every HTTP connection manager, and of its configuration in a virtual host. */
const LISTENER_FILTERS = 'gatewright.listener_filters';

/**
 * The filter that runs the filters of the listener whose virtual host a request is for (GEP-5224), one after the other. Which these are is
 * decided once per request, by the first route that matches it: its virtual host cannot change, since no filter can change the host.
 */
export function listenerFilters(): HttpFilter {
  return {
    name: LISTENER_FILTERS,
    typed_config: any('envoy.extensions.filters.http.filter_chain.v3.FilterChainConfig', {}),
  };
}

/** Filters of a listener as the configuration of filters for a virtual host, in which every request has to match a route. */
export function listenerFilterConfig(filters: readonly ExternalAuth[]): FilterConfigs {
  const chain = { filters: filters.map((auth) => extAuthz(auth, 'before-routing')) };
  const config = any('envoy.extensions.filters.http.filter_chain.v3.FilterChainConfigPerRoute', {
    filter_chain: chain,
  });
  return { [LISTENER_FILTERS]: config };
}

/** For a route that answers requests which the listener does not take. */
export function withoutListenerFilters(): FilterConfigs {
  return { [LISTENER_FILTERS]: any('envoy.config.route.v3.FilterConfig', { disabled: true }) };
}
