import { encode } from '../envoy-api/codec.js';
import { type EarlyHeaderMutation, earlyHeader, INTERNAL_PREFIX } from './early-header.js';
import { withoutListenerFilters } from './filters/listener-filters.js';
import { escapeFormat } from './format-string.js';

/**
 * Carries the name of the chain that a request came through to the choice of its route, and no further. All chains of a port choose
 * from one table, where each domain belongs to one of them: so a table costs what it has of domains, however many chains there are.
 */
export const CHAIN_HEADER = `${INTERNAL_PREFIX}chain`;

/** What tells where a request came in. */
export function chainHeader(chain: string): EarlyHeaderMutation {
  return earlyHeader(CHAIN_HEADER, escapeFormat(chain));
}

/**
 * The route for requests that came through another chain than this one: the client has to open another connection, to the listener
 * that has the domain (GEP-3567).
 * @param filtered whether that listener has filters, which must not see them
 */
export function misdirected(chain: string, filtered: boolean): Uint8Array {
  return encode('envoy.config.route.v3.Route', {
    name: 'misdirected',
    match: {
      prefix: '/',
      headers: [
        { name: CHAIN_HEADER, string_match: { exact: chain }, invert_match: true, treat_missing_header_as_empty: true },
      ],
    },
    direct_response: { status: 421 },
    typed_per_filter_config: filtered ? withoutListenerFilters() : undefined,
  });
}
