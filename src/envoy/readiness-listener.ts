import { any } from '../envoy-api/codec.js';
import type { Listener } from '../envoy-api/generated/envoy/config/listener/v3.js';
import type { Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { GatewayProxy } from '../model/index.js';
import { bind } from './bind.js';
import { ADMIN_CLUSTER } from './bootstrap-files.js';
import { READINESS_PORT } from './readiness-port.js';
import { noUpgrades } from './upgrades.js';
import { bool, milliseconds, uint32 } from './values.js';

/** No listener of the model is called so, since those have slashes. */
const NAME = 'readiness';

const BUFFER_LIMIT = 32 * 1024;
const TIMEOUT = 5_000;

/**
 * What answers `GET /ready` and `GET /stats/prometheus` from the admin interface, and nothing else of it (CVE-2025-24030).
 *
 * It comes with the first listeners of a proxy, so that a pod is not ready before it has these: Envoy takes connections only
 * when everything of the first answer is there, and this one needs nothing that is not in the bootstrap.
 */
export function readinessListener({ addresses }: Pick<GatewayProxy, 'addresses'>, port = READINESS_PORT): Listener {
  const manager = any('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: NAME,
    route_config: {
      name: NAME,
      virtual_hosts: [{ name: NAME, domains: ['*'], routes: ['/ready', '/stats/prometheus'].map(route) }],
      validate_clusters: bool(false),
    },
    http_filters: [
      {
        name: 'envoy.filters.http.router',
        typed_config: any('envoy.extensions.filters.http.router.v3.Router', {}),
      },
    ],
    ...noUpgrades(),
    use_remote_address: bool(true),
    normalize_path: bool(true),
    request_headers_timeout: milliseconds(TIMEOUT),
    stream_idle_timeout: milliseconds(TIMEOUT),
    common_http_protocol_options: { idle_timeout: milliseconds(TIMEOUT * 12) },
  });
  return {
    name: NAME,
    stat_prefix: NAME,
    ...bind(addresses, port),
    per_connection_buffer_limit_bytes: uint32(BUFFER_LIMIT),
    filter_chains: [{ filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] }],
    // A pod with as many clients as it may have is busy, not broken.
    ignore_global_conn_limit: true,
    bypass_overload_manager: true,
  };
}

function route(path: string): Route {
  return {
    match: { path, headers: [{ name: ':method', string_match: { exact: 'GET' } }] },
    route: { cluster: ADMIN_CLUSTER, timeout: milliseconds(TIMEOUT) },
  };
}
