import { any } from '../envoy-api/codec.js';
import type { Listener } from '../envoy-api/generated/envoy/config/listener/v3.js';
import type { HeaderMatcher, Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import { FractionalPercent_DenominatorType as Denominator } from '../envoy-api/generated/envoy/type/v3.js';
import type { GatewayProxy } from '../model/index.js';
import { READINESS_PORT } from '../well-known/ports.js';
import { bind } from './bind.js';
import { ADMIN_CLUSTER } from './bootstrap-files.js';
import { connectionLimit } from './connection-limit.js';
import { noUpgrades } from './upgrades.js';
import { bool, milliseconds, uint32 } from './values.js';

/** No listener of the model is called so, since those have slashes. */
const NAME = 'readiness';

const BUFFER_LIMIT = 32 * 1024;
const TIMEOUT = 5_000;

/** Connections live no longer, so that those that are held open cannot keep others out. */
const LIFETIME = 10_000;

const RATE_LIMIT = 'envoy.filters.http.local_ratelimit';

/** Requests for statistics that are answered at once, and how many more there may be each second. */
const BURST = 10;
const EACH_SECOND = 1;

/**
 * What answers `GET /ready`, and `GET /stats/prometheus` from the admin interface, and nothing else of it (CVE-2025-24030).
 *
 * It comes with the first listeners of a proxy, so that a pod is not ready before it has these: Envoy takes connections only
 * when everything of the first answer is there, and this one needs nothing that is not in the bootstrap. Whether Envoy drains is known
 * to every worker. Statistics come from the main thread, which takes configuration too: there is one request for them at a time.
 */
export function readinessListener({ addresses }: Pick<GatewayProxy, 'addresses'>, port = READINESS_PORT): Listener {
  const manager = any('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: NAME,
    route_config: {
      name: NAME,
      virtual_hosts: [{ name: NAME, domains: ['*'], routes: [STATISTICS] }],
      validate_clusters: bool(false),
    },
    http_filters: [
      {
        name: 'envoy.filters.http.health_check',
        typed_config: any('envoy.extensions.filters.http.health_check.v3.HealthCheck', {
          pass_through_mode: bool(false),
          headers: [header(':path', '/ready'), GET],
        }),
      },
      {
        name: RATE_LIMIT,
        typed_config: any('envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit', { stat_prefix: NAME }),
      },
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
    common_http_protocol_options: {
      idle_timeout: milliseconds(TIMEOUT),
      max_connection_duration: milliseconds(LIFETIME),
    },
  });
  const http = { name: 'envoy.filters.network.http_connection_manager', typed_config: manager };
  return {
    name: NAME,
    stat_prefix: NAME,
    ...bind(addresses, port),
    per_connection_buffer_limit_bytes: uint32(BUFFER_LIMIT),
    filter_chains: [{ filters: [connectionLimit(NAME), http] }],
    // A pod with as many clients as it may have is busy, not broken.
    ignore_global_conn_limit: true,
    bypass_overload_manager: true,
  };
}

function header(name: string, value: string): HeaderMatcher {
  return { name, string_match: { exact: value } };
}

const GET = header(':method', 'GET');

const EVERY_REQUEST = {
  default_value: { numerator: 100, denominator: Denominator.HUNDRED },
};

const STATISTICS: Route = {
  match: { path: '/stats/prometheus', headers: [GET] },
  route: { cluster: ADMIN_CLUSTER, timeout: milliseconds(TIMEOUT) },
  typed_per_filter_config: {
    [RATE_LIMIT]: any('envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit', {
      stat_prefix: NAME,
      token_bucket: {
        max_tokens: BURST,
        tokens_per_fill: uint32(EACH_SECOND),
        fill_interval: milliseconds(1_000),
      },
      filter_enabled: EVERY_REQUEST,
      filter_enforced: EVERY_REQUEST,
    }),
  },
};
