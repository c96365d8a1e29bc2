import { any } from '../../envoy-api/codec.js';
import type { HttpFilter } from '../../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { HttpFilterFeature } from './feature.js';

/** Request headers that filters of a route may change, and of which logs show what the proxy got or made of it. */
const HEADERS = {
  host: ':AUTHORITY',
  forwarded_for: 'X-FORWARDED-FOR',
  user_agent: 'USER-AGENT',
  request_id: 'X-REQUEST-ID',
} as const;

type Kept = keyof typeof HEADERS;

const PREFIX = 'gatewright.';

/** Copies of these headers for the log as they are before a route changes them, so that no route can falsify it. */
export const requestAsReceived: HttpFilterFeature = {
  name: 'request as received',
  filters: (_, { accessLog }) => (accessLog === 'off' ? [] : [FILTER]),
};

const FILTER: HttpFilter = {
  name: `${PREFIX}request_as_received`,
  typed_config: any('envoy.extensions.filters.http.set_filter_state.v3.Config', {
    on_request_headers: Object.entries(HEADERS).map(([name, header]) => ({
      object_key: PREFIX + name,
      factory_key: 'envoy.string',
      format_string: { text_format_source: { inline_string: `%REQ(${header})%` }, omit_empty_values: true },
      skip_if_empty: true,
    })),
  }),
};

/**
 * The format of such a header as it was received; of a request that was answered before any filter, as it is.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/advanced/substitution_formatter
 */
export function asReceived(name: Kept): string {
  const operators = [
    { command: 'FILTER_STATE', param: `${PREFIX}${name}:PLAIN` },
    { command: 'REQ', param: HEADERS[name] },
  ];
  return `%COALESCE(${JSON.stringify({ operators })})%`;
}
