import { any, encode } from '../../envoy-api/codec.js';
import type { Cluster } from '../../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType } from '../../envoy-api/generated/envoy/config/cluster/v3.js';
import { HeaderValueOption_HeaderAppendAction as AppendAction } from '../../envoy-api/generated/envoy/config/core/v3.js';
import type { HttpConnectionManager } from '../../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { Reference, XdsResource } from '../resource.js';
import { xdsResource } from '../resource.js';
import { CLUSTER, ENDPOINT, LISTENER, ROUTE, SCOPED_ROUTE, SECRET } from '../type-rules.js';

/** Small valid resources for tests on the real Envoy. */
const ADS = { ads: {}, resource_api_version: 2 } as const;

export function cluster(name: string, change: Partial<Cluster> = {}): XdsResource {
  const message = encode('envoy.config.cluster.v3.Cluster', {
    name,
    type: Cluster_DiscoveryType.EDS,
    eds_cluster_config: { eds_config: ADS },
    ...change,
  });
  return xdsResource(CLUSTER, name, message, [{ typeUrl: ENDPOINT, name }]);
}

export function endpoints(name: string, ...ports: readonly number[]): XdsResource {
  const message = encode('envoy.config.endpoint.v3.ClusterLoadAssignment', {
    cluster_name: name,
    endpoints: [
      {
        lb_endpoints: ports.map((port_value) => ({
          endpoint: { address: { socket_address: { address: '127.0.0.1', port_value } } },
        })),
      },
    ],
  });
  return xdsResource(ENDPOINT, name, message);
}

/** Everything to one cluster, with an optional header that tells versions apart. */
export function routes(name: string, to: string, domain = '*', header = ''): XdsResource {
  const message = encode('envoy.config.route.v3.RouteConfiguration', {
    name,
    virtual_hosts: [{ name: 'all', domains: [domain], routes: [{ match: { prefix: '/' }, route: { cluster: to } }] }],
    ...(header && { response_headers_to_add: [{ header: { key: 'version', value: header } }] }),
  });
  return xdsResource(ROUTE, name, message, [{ typeUrl: CLUSTER, name: to }]);
}

/** A route configuration that passes the validation rules and that Envoy refuses: two virtual hosts with one domain. */
export function badRoutes(name: string, to: string): XdsResource {
  const host = { domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: to } }] };
  const message = encode('envoy.config.route.v3.RouteConfiguration', {
    name,
    virtual_hosts: [
      { name: 'a', ...host },
      { name: 'b', ...host },
    ],
  });
  return xdsResource(ROUTE, name, message, [{ typeUrl: CLUSTER, name: to }]);
}

/** Scopes that the value of the header `scope` chooses, each with a route configuration of its name. */
export function scopes(names: readonly string[]): XdsResource[] {
  return names.map((name) => {
    const message = encode('envoy.config.route.v3.ScopedRouteConfiguration', {
      name,
      route_configuration_name: name,
      key: { fragments: [{ string_key: name }] },
    });
    return xdsResource(SCOPED_ROUTE, name, message, [{ typeUrl: ROUTE, name }]);
  });
}

/** A plaintext listener on a port of the system's choice; with a secret name, a TLS one. */
export function listener(name: string, routeConfiguration: string, secret?: string): XdsResource {
  const specifier = { rds: { route_config_name: routeConfiguration, config_source: ADS } };
  const references: Reference[] = [{ typeUrl: ROUTE, name: routeConfiguration }];
  if (secret) references.push({ typeUrl: SECRET, name: secret });
  return httpListener(name, specifier, references, secret);
}

/** A listener that violates a validation rule, for which Envoy drops the whole response. */
export function badListener(name: string): XdsResource {
  return httpListener(name, { stat_prefix: '' }, []);
}

/** A plaintext listener with these scopes; a request without the header `scope` gets the first. */
export function scopedListener(name: string, scopeNames: readonly string[]): XdsResource {
  const first = { header: { key: 'scope', value: scopeNames[0] ?? '' }, append_action: AppendAction.ADD_IF_ABSENT };
  const specifier: Partial<HttpConnectionManager> = {
    early_header_mutation_extensions: [
      {
        name: 'scope',
        typed_config: any('envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation', {
          mutations: [{ append: first }],
        }),
      },
    ],
    scoped_routes: {
      name,
      scope_key_builder: { fragments: [{ header_value_extractor: { name: 'scope', index: 0 } }] },
      rds_config_source: ADS,
      scoped_rds: { scoped_rds_config_source: ADS },
    },
  };
  const references = scopeNames.map((scope) => ({ typeUrl: SCOPED_ROUTE, name: scope }));
  return httpListener(name, specifier, references);
}

function httpListener(
  name: string,
  specifier: Partial<HttpConnectionManager>,
  references: readonly Reference[],
  secret?: string,
): XdsResource {
  const tls = any('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
    common_tls_context: { tls_certificate_sds_secret_configs: [{ name: secret ?? '', sds_config: ADS }] },
  });
  const manager = any('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: name,
    http_filters: [{ name: 'router', typed_config: any('envoy.extensions.filters.http.router.v3.Router', {}) }],
    ...specifier,
  });
  const message = encode('envoy.config.listener.v3.Listener', {
    name,
    address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
    filter_chains: [
      {
        filters: [{ name: 'hcm', typed_config: manager }],
        ...(secret && { transport_socket: { name: 'tls', typed_config: tls } }),
      },
    ],
  });
  return xdsResource(LISTENER, name, message, references);
}
