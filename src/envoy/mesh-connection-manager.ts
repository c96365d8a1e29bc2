import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { HttpConnectionManager_ServerHeaderTransformation as ServerHeader } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { accessLogs } from './access-log.js';
import { withoutProxyHeaders } from './early-header.js';
import { httpFilters } from './filters/contributions.js';
import { statName } from './names.js';
import { requestPath } from './request-path.js';
import type { EnvoySettings } from './settings.js';
import { upgrades } from './upgrades.js';
import { ADS, bool, milliseconds, uint32 } from './values.js';

/** What the largest request headers of common servers may have, so that the sidecar is not the one who refuses them. */
const MAX_HEADERS_KIB = 192;

/** Longer than clients keep connections that they do not use. */
const CONNECTION_IDLE_TIMEOUT = 3_600_000;

/**
 * The HTTP connection manager of a frontend, which is there only while routes have the Service port. They read paths as at the edge, or a
 * spelling of a path would get past their rules. Client and server are workloads that talked to each other without it, so it leaves alone
 * all else that routes do not ask for: the names of headers, how long a stream is silent. No header shows that it was there, and those
 * that would steer it are removed.
 * As at the edge it holds nothing that varies with routes.
 *
 * @param name of the route configuration
 */
export function meshConnectionManager(name: string, settings: EnvoySettings): HttpConnectionManager {
  return {
    stat_prefix: statName(name),
    rds: { config_source: ADS, route_config_name: name },
    early_header_mutation_extensions: [withoutProxyHeaders()],
    http_filters: httpFilters('mesh', settings),
    access_log: accessLogs(settings),
    ...requestPath(),
    // X-Forwarded-For is what the client sends, and nothing is added to it.
    use_remote_address: bool(false),
    generate_request_id: bool(false),
    server_header_transformation: ServerHeader.PASS_THROUGH,
    ...upgrades({ accept_http_10: true }),
    max_request_headers_kb: uint32(MAX_HEADERS_KIB),
    common_http_protocol_options: { idle_timeout: milliseconds(CONNECTION_IDLE_TIMEOUT) },
    // A stream of gRPC may wait for its next message for hours; whether the peer is there, keepalives tell.
    stream_idle_timeout: milliseconds(0),
  };
}
