import { any } from '../envoy-api/codec.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { ExternalAuth } from '../model/index.js';
import { extAuthz } from './ext-authz.js';
import type { FilterConfigs } from './filter-configs.js';

/** Name of the filter in every HTTP connection manager, and of its configuration in a route. */
const ROUTE_FILTER = 'gatewright.external_auth';

/**
 * The filter that asks the authorization service of the route that a request has when it gets to it, if the route has one. What it is asked
 * and how is all in the route: a per-route configuration of ext_authz itself could replace its service, but not the rest.
 */
export function externalAuthFilter(): HttpFilter {
  return { name: ROUTE_FILTER, typed_config: any('envoy.extensions.filters.http.composite.v3.Composite', {}) };
}

/** ExternalAuth (GEP-1494) as the configuration of filters for one route. */
export function externalAuthConfig(auth: ExternalAuth | undefined): FilterConfigs | undefined {
  if (auth === undefined) return undefined;
  const action = any('envoy.extensions.filters.http.composite.v3.ExecuteFilterAction', {
    typed_config: extAuthz(auth, 'after-routing'),
  });
  const config = any('envoy.extensions.filters.http.composite.v3.CompositePerRoute', {
    matcher: { on_no_match: { action: { name: 'ask', typed_config: action } } },
  });
  return { [ROUTE_FILTER]: config };
}
