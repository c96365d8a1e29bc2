import { HttpProtocolOptions_HeadersWithUnderscoresAction as Underscores } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { HttpConnectionManager_ServerHeaderTransformation as ServerHeader } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { HttpFilterChain } from '../model/index.js';
import { accessLogs } from './access-log.js';
import { withoutProxyHeaders } from './early-header.js';
import { httpFilters } from './filters/contributions.js';
import { localReplies } from './local-replies.js';
import { chainHeader } from './misdirected.js';
import { statName } from './names.js';
import { requestPath } from './request-path.js';
import type { RouteSpecifier } from './route-delivery.js';
import type { EnvoySettings } from './settings.js';
import { STREAM_IDLE_TIMEOUT } from './timeouts.js';
import { upgrades } from './upgrades.js';
import { bool, milliseconds, uint32 } from './values.js';

const CONNECTION_IDLE_TIMEOUT = 900_000;
const REQUEST_HEADERS_TIMEOUT = 10_000;
const HTTP2_STREAMS = 100;
const HTTP2_STREAM_WINDOW = 64 * 1024;
const HTTP2_CONNECTION_WINDOW = 1024 * 1024;

/**
 * The HTTP connection manager of a chain, with the defaults that Envoy recommends at the edge. It holds nothing that
 * varies with routes, since a change of it drains the connections of the chain.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/best_practices/edge
 */
export function httpConnectionManager(
  { name, routeTable, tls }: HttpFilterChain,
  { early_header_mutation_extensions: early = [], ...routes }: RouteSpecifier,
  settings: EnvoySettings,
): HttpConnectionManager {
  return {
    stat_prefix: statName(routeTable),
    ...routes,
    early_header_mutation_extensions: [
      withoutProxyHeaders(),
      ...early,
      ...(tls === undefined ? [] : [chainHeader(name)]),
    ],
    http_filters: httpFilters('edge', settings),
    ...localReplies(),
    access_log: accessLogs(settings),

    // The client's address is that of the connection. No address counts as internal as long as there is no
    // internal_address_config (an empty one means the private networks), so nobody is trusted to send x-envoy headers.
    use_remote_address: bool(true),

    ...requestPath(),

    common_http_protocol_options: {
      idle_timeout: milliseconds(CONNECTION_IDLE_TIMEOUT),
      // To many backends `a_b` and `a-b` are one header, so the first could pass for the second.
      headers_with_underscores_action: Underscores.REJECT_REQUEST,
    },
    http2_protocol_options: {
      max_concurrent_streams: uint32(HTTP2_STREAMS),
      initial_stream_window_size: uint32(HTTP2_STREAM_WINDOW),
      initial_connection_window_size: uint32(HTTP2_CONNECTION_WINDOW),
    },
    stream_idle_timeout: milliseconds(STREAM_IDLE_TIMEOUT),
    request_headers_timeout: milliseconds(REQUEST_HEADERS_TIMEOUT),

    ...upgrades(),
    server_header_transformation: ServerHeader.PASS_THROUGH,
  };
}
