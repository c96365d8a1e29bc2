import { any } from '../envoy-api/codec.js';
import type {
  FilterChain as EnvoyFilterChain,
  Listener as EnvoyListener,
  ListenerFilter,
} from '../envoy-api/generated/envoy/config/listener/v3.js';
import { concatBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { FilterChain, Listener } from '../model/index.js';
import { bind } from './bind.js';
import { checkedEncode } from './checked-encode.js';
import { httpConnectionManager } from './http-connection-manager.js';
import { statName } from './names.js';
import { LISTENER } from './resources.js';
import type { RouteSpecifier } from './route-delivery.js';
import type { EnvoySettings } from './settings.js';
import { downstreamTls } from './tls-context.js';
import { milliseconds, uint32 } from './values.js';

const BUFFER_LIMIT = 32 * 1024;
const HANDSHAKE_TIMEOUT = 10_000;

/** Listener.filter_chains */
const FILTER_CHAINS = 3;

/** The Envoy listener of a Listener from its encoded filter chains. */
export function encodeListener(value: Listener, chains: readonly Uint8Array[]): Uint8Array {
  return concatBytes([checkedEncode(LISTENER, listener(value)), encodeRepeatedFieldBytes(FILTER_CHAINS, chains)]);
}

/** The Envoy listener of a Listener, but for its filter chains. */
export function listener({ name, addresses, port, tls }: Listener): EnvoyListener {
  return {
    name,
    stat_prefix: statName(name),
    ...bind(addresses, port),
    per_connection_buffer_limit_bytes: uint32(BUFFER_LIMIT),
    listener_filters: tls ? [tlsInspector()] : [],
    tcp_keepalive: { keepalive_time: uint32(60), keepalive_interval: uint32(10), keepalive_probes: uint32(3) },
  };
}

/** @param routes how its connection manager chooses routes. */
export function filterChain(chain: FilterChain, routes: RouteSpecifier, settings: EnvoySettings): EnvoyFilterChain {
  const manager = any(
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    httpConnectionManager(chain, routes, chain.silent ? { ...settings, accessLog: 'off' } : settings),
  );
  return {
    name: chain.name,
    filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }],
    ...(chain.tls !== undefined && {
      ...(chain.tls.serverNames.length > 0 && { filter_chain_match: { server_names: chain.tls.serverNames } }),
      transport_socket: downstreamTls(chain.tls),
      transport_socket_connect_timeout: milliseconds(HANDSHAKE_TIMEOUT),
    }),
  };
}

function tlsInspector(): ListenerFilter {
  return {
    name: 'envoy.filters.listener.tls_inspector',
    typed_config: any('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector', {}),
  };
}
