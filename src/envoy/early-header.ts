import { any } from '../envoy-api/codec.js';
import type { HeaderMutation } from '../envoy-api/generated/envoy/config/common/mutation_rules/v3.js';
import { HeaderValueOption_HeaderAppendAction as AppendAction } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';

export type EarlyHeaderMutation = NonNullable<HttpConnectionManager['early_header_mutation_extensions']>[number];

/** The names of the headers begin so that carry something through Envoy; neither clients nor backends see them. */
export const INTERNAL_PREFIX = 'x-gatewright-';

/** Envoy's own headers: some of them steer it (retries, time limits), others are what backends believe of it. */
export const ENVOY_PREFIX = 'x-envoy-';

/**
 * Removes the request headers that only the proxy itself may set, before anything reads the request. Envoy by itself removes some of
 * its own, and these only where clients connect directly.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/http/http_conn_man/header_sanitizing
 */
export function withoutProxyHeaders(): EarlyHeaderMutation {
  return earlyMutation(
    [ENVOY_PREFIX, INTERNAL_PREFIX].map((prefix) => ({ remove_on_match: { key_matcher: { prefix } } })),
  );
}

/**
 * Writes a request header before anything reads the request. It overwrites what a client may have sent, in any number of headers.
 * @param format a format string: `%` has a meaning
 */
export function earlyHeader(name: string, format: string): EarlyHeaderMutation {
  const append = { header: { key: name, value: format }, append_action: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD };
  return earlyMutation([{ append }]);
}

function earlyMutation(mutations: readonly HeaderMutation[]): EarlyHeaderMutation {
  return {
    name: 'envoy.http.early_header_mutation.header_mutation',
    typed_config: any('envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation', { mutations }),
  };
}
