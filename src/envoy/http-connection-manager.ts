import { HttpProtocolOptions_HeadersWithUnderscoresAction as Underscores } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { HttpConnectionManager_ServerHeaderTransformation as ServerHeader } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { HttpFilterChain } from '../model/index.js';
import { DEFAULT_LISTENER_SETTINGS } from '../model/listener-settings.js';
import { accessLogs } from './access-log.js';
import { withoutProxyHeaders } from './early-header.js';
import { httpFilters } from './filters/contributions.js';
import { localReplies } from './local-replies.js';
import { chainHeader } from './misdirected.js';
import { statName } from './names.js';
import { requestPath } from './request-path.js';
import type { RouteSpecifier } from './route-delivery.js';
import type { EnvoySettings } from './settings.js';
import { upgrades } from './upgrades.js';
import { bool, milliseconds, uint32 } from './values.js';

/**
 * The HTTP connection manager of a chain, with the defaults that Envoy recommends at the edge. It holds nothing that
 * varies with routes, since a change of it drains the connections of the chain.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/best_practices/edge
 */
export function httpConnectionManager(
  { name, routeTable, tls, settings: own }: HttpFilterChain,
  { early_header_mutation_extensions: early = [], ...routes }: RouteSpecifier,
  settings: EnvoySettings,
): HttpConnectionManager {
  const { http2, ...timeouts } = { ...DEFAULT_LISTENER_SETTINGS, ...own };
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
      idle_timeout: milliseconds(timeouts.connectionIdleTimeout),
      // To many backends `a_b` and `a-b` are one header, so the first could pass for the second.
      headers_with_underscores_action: Underscores.REJECT_REQUEST,
    },
    http2_protocol_options: {
      max_concurrent_streams: uint32(http2.maxConcurrentStreams),
      initial_stream_window_size: uint32(http2.initialStreamWindow),
      initial_connection_window_size: uint32(http2.initialConnectionWindow),
    },
    stream_idle_timeout: milliseconds(timeouts.streamIdleTimeout),
    request_headers_timeout: milliseconds(timeouts.requestHeadersTimeout),

    ...upgrades(),
    server_header_transformation: ServerHeader.PASS_THROUGH,
  };
}
