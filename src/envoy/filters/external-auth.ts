import { any } from '../../envoy-api/codec.js';
import { extAuthz } from './ext-authz.js';
import type { HttpFilterFeature } from './feature.js';

/** Name of the filter in every HTTP connection manager, and of its configuration in a route. */
const ROUTE_FILTER = 'gatewright.external_auth';

/**
 * ExternalAuth (GEP-1494): asks the authorization service of the route that a request has at this filter. The whole ext_authz filter is in
 * the route: a per-route configuration of ext_authz itself could replace its service, but not the rest.
 */
export const externalAuth: HttpFilterFeature<'externalAuth'> = {
  name: 'external authorization',
  setting: 'externalAuth',
  filters: () => [
    { name: ROUTE_FILTER, typed_config: any('envoy.extensions.filters.http.composite.v3.Composite', {}) },
  ],
  level: (auth) => {
    const action = any('envoy.extensions.filters.http.composite.v3.ExecuteFilterAction', {
      typed_config: extAuthz(auth, 'after-routing'),
    });
    const config = any('envoy.extensions.filters.http.composite.v3.CompositePerRoute', {
      matcher: { on_no_match: { action: { name: 'ask', typed_config: action } } },
    });
    return { typed_per_filter_config: { [ROUTE_FILTER]: config } };
  },
};
