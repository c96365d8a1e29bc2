import { asReceived } from './filters/request-as-received.js';

/** One property of a line: Envoy's command operators, and what it means in Markdown for the reference. */
export interface AccessLogField {
  readonly format: string;
  readonly description: string;
}

const MANUAL = 'https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration';

/** Fields of HTTP requests, connections and datagrams that mean the same. */
const TIME = { format: '%START_TIME%', description: 'Start, RFC 3339 with milliseconds, UTC.' };
const FLAGS = {
  format: '%RESPONSE_FLAGS%',
  description:
    `Why Envoy answered itself or cut off, as [response flags](${MANUAL}/observability/access_log/usage#response-flags): ` +
    '`NR` no route, `UF` backend not reached, `UH` no healthy backend, `UT` timeout, `DC` client left; `-` without a reason.',
};
const CLIENT = { format: '%DOWNSTREAM_REMOTE_ADDRESS%', description: 'Address and port of the client.' };
const SERVER_NAME = {
  format: '%REQUESTED_SERVER_NAME%',
  description: 'Name that the client asked for by TLS (SNI).',
};
const UPSTREAM_FAILURE = {
  format: '%UPSTREAM_TRANSPORT_FAILURE_REASON%',
  description: 'Why TLS with the backend failed.',
};

/**
 * Properties of the line of an HTTP request, by name.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/advanced/substitution_formatter
 */
export const REQUEST_FIELDS = {
  time: TIME,
  method: { format: '%REQ(:METHOD)%', description: 'Method of the request.' },
  host: { format: asReceived('host'), description: 'Host of the request, before any rewrite.' },
  path: {
    format: '%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%',
    description: 'Path of the request, before any rewrite, [normalized](../http-routing.md#paths).',
  },
  protocol: { format: '%PROTOCOL%', description: '`HTTP/1.1` or `HTTP/2`.' },
  status: {
    format: '%RESPONSE_CODE%',
    description: 'Status of the response; 0 when the client left before there was one.',
  },
  flags: FLAGS,
  details: {
    format: '%RESPONSE_CODE_DETAILS%',
    description:
      `Why the response has this status, in [words](${MANUAL}/http/http_conn_man/response_code_details); ` +
      '`via_upstream` when a backend has answered.',
  },
  duration: {
    format: '%DURATION%',
    description: 'Milliseconds from the first byte of the request to the last of the response.',
  },
  upstream_duration: {
    format: '%RESPONSE_DURATION%',
    description: "Milliseconds from the first byte of the request to the first of the backend's response.",
  },
  bytes_received: { format: '%BYTES_RECEIVED%', description: 'Bytes of the body of the request.' },
  bytes_sent: { format: '%BYTES_SENT%', description: 'Bytes of the body of the response.' },
  client: CLIENT,
  forwarded_for: { format: asReceived('forwarded_for'), description: 'Header `X-Forwarded-For`.' },
  user_agent: { format: asReceived('user_agent'), description: 'Header `User-Agent`.' },
  request_id: { format: asReceived('request_id'), description: 'Header `X-Request-Id`.' },
  server_name: SERVER_NAME,
  route: {
    format: '%ROUTE_NAME%',
    description: 'Rule that matched: `Kind/namespace/name/index`, the index as in `spec.rules` from 0.',
  },
  backend: {
    format: '%UPSTREAM_CLUSTER_RAW%',
    description:
      'Backend that was chosen: `namespace/service:port`, or `XBackend/namespace/name`. What follows distinguishes ways to connect to it, such as `#` and a hash for TLS.',
  },
  endpoint: { format: '%UPSTREAM_HOST%', description: 'Address and port that the request was sent to last.' },
  attempts: {
    format: '%UPSTREAM_REQUEST_ATTEMPT_COUNT%',
    description: 'How often the request was sent to a backend, retries included.',
  },
  upstream_failure: UPSTREAM_FAILURE,
} as const satisfies Readonly<Record<string, AccessLogField>>;

/** Properties of the line of a connection without HTTP, or of all datagrams of a client, by name. */
export const CONNECTION_FIELDS = {
  time: TIME,
  flags: FLAGS,
  details: { format: '%CONNECTION_TERMINATION_DETAILS%', description: 'Why it ended, where Envoy ended it.' },
  duration: { format: '%DURATION%', description: 'Milliseconds from start to end.' },
  bytes_received: { format: '%BYTES_RECEIVED%', description: 'Bytes from the client.' },
  bytes_sent: { format: '%BYTES_SENT%', description: 'Bytes to the client.' },
  client: CLIENT,
  server_name: SERVER_NAME,
  backend: {
    format: '%UPSTREAM_CLUSTER_RAW%',
    description: 'What the listener leads to: namespace, Gateway, port and listener, between slashes.',
  },
  endpoint: { format: '%UPSTREAM_HOST%', description: 'Address and port of the backend.' },
  upstream_failure: UPSTREAM_FAILURE,
} as const satisfies Readonly<Record<string, AccessLogField>>;
