import { any } from '../envoy-api/codec.js';
import type { Filter } from '../envoy-api/generated/envoy/config/listener/v3.js';

/** For listeners that probes go to: far above what kubelet and monitoring open, which close theirs within seconds. */
const MOST_CONNECTIONS = 256;

/**
 * Closes connections above the limit. For a listener that does not count against the limit of the whole proxy, so that it stays
 * reachable when that is full.
 * @param name of the listener, for statistics
 */
export function connectionLimit(name: string): Filter {
  return {
    name: 'envoy.filters.network.connection_limit',
    typed_config: any('envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit', {
      stat_prefix: name,
      max_connections: { value: MOST_CONNECTIONS },
    }),
  };
}
