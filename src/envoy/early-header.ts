import { any } from '../envoy-api/codec.js';
import { HeaderValueOption_HeaderAppendAction as AppendAction } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';

export type EarlyHeaderMutation = NonNullable<HttpConnectionManager['early_header_mutation_extensions']>[number];

/** The names of the headers begin so that carry something through Envoy; neither clients nor backends see them. */
export const INTERNAL_PREFIX = 'x-gatewright-';

/**
 * Writes a request header before anything reads the request. It overwrites what a client may have sent, in any number of headers.
 * @param format a format string: `%` has a meaning
 */
export function earlyHeader(name: string, format: string): EarlyHeaderMutation {
  const append = { header: { key: name, value: format }, append_action: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD };
  return {
    name: 'envoy.http.early_header_mutation.header_mutation',
    typed_config: any('envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation', {
      mutations: [{ append }],
    }),
  };
}
