import { any } from '../envoy-api/codec.js';
import type { AccessLog } from '../envoy-api/generated/envoy/config/accesslog/v3.js';
import { asReceived } from './request-as-received.js';
import type { EnvoySettings } from './settings.js';

/**
 * What a line tells, by property. JSON, since what a client sends cannot break out of a JSON string (CVE-2025-25294).
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/advanced/substitution_formatter
 */
const FIELDS = {
  time: '%START_TIME%',
  method: '%REQ(:METHOD)%',
  host: asReceived('host'),
  path: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
  protocol: '%PROTOCOL%',
  status: '%RESPONSE_CODE%',
  flags: '%RESPONSE_FLAGS%',
  details: '%RESPONSE_CODE_DETAILS%',
  duration: '%DURATION%',
  upstream_duration: '%RESPONSE_DURATION%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  client: '%DOWNSTREAM_REMOTE_ADDRESS%',
  forwarded_for: asReceived('forwarded_for'),
  user_agent: asReceived('user_agent'),
  request_id: asReceived('request_id'),
  server_name: '%REQUESTED_SERVER_NAME%',
  route: '%ROUTE_NAME%',
  backend: '%UPSTREAM_CLUSTER_RAW%',
  endpoint: '%UPSTREAM_HOST%',
  attempts: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
  upstream_failure: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
} as const;

/** The same of a connection, or of all datagrams of a client, when it is over. */
const CONNECTION_FIELDS = {
  time: '%START_TIME%',
  flags: '%RESPONSE_FLAGS%',
  details: '%CONNECTION_TERMINATION_DETAILS%',
  duration: '%DURATION%',
  bytes_received: '%BYTES_RECEIVED%',
  bytes_sent: '%BYTES_SENT%',
  client: '%DOWNSTREAM_REMOTE_ADDRESS%',
  server_name: '%REQUESTED_SERVER_NAME%',
  backend: '%UPSTREAM_CLUSTER_RAW%',
  endpoint: '%UPSTREAM_HOST%',
  upstream_failure: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
} as const;

/** Of HTTP requests. */
export function accessLogs(settings: Pick<EnvoySettings, 'accessLog'>): readonly AccessLog[] {
  return logs(FIELDS, settings);
}

/** Of connections and datagrams. */
export function connectionLogs(settings: Pick<EnvoySettings, 'accessLog'>): readonly AccessLog[] {
  return logs(CONNECTION_FIELDS, settings);
}

function logs(
  told: Readonly<Record<string, string>>,
  { accessLog }: Pick<EnvoySettings, 'accessLog'>,
): readonly AccessLog[] {
  if (accessLog === 'off') return [];
  const fields = Object.fromEntries(Object.entries(told).map(([name, format]) => [name, { string_value: format }]));
  return [
    {
      name: 'envoy.access_loggers.stdout',
      typed_config: any('envoy.extensions.access_loggers.stream.v3.StdoutAccessLog', {
        log_format: { json_format: { fields } },
      }),
    },
  ];
}
