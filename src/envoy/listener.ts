import { any } from '../envoy-api/codec.js';
import type { UdpSocketConfig } from '../envoy-api/generated/envoy/config/core/v3.js';
import type {
  FilterChain as EnvoyFilterChain,
  Listener as EnvoyListener,
  ListenerFilter,
} from '../envoy-api/generated/envoy/config/listener/v3.js';
import { concatBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type {
  HttpFilterChain,
  Listener,
  ListenerSettings,
  PortSettings,
  RefusingFilterChain,
  TcpFilterChain,
  TlsTermination,
  UdpSessions,
} from '../model/index.js';
import { DEFAULT_LISTENER_SETTINGS, DEFAULT_PORT_SETTINGS } from '../model/listener-settings.js';
import { connectionLogs } from './access-log.js';
import { bind } from './bind.js';
import { checkedEncode } from './checked-encode.js';
import { httpConnectionManager } from './http-connection-manager.js';
import { tcpKeepalive } from './keepalive.js';
import { statName } from './names.js';
import { LISTENER } from './resources.js';
import type { RouteSpecifier } from './route-delivery.js';
import type { EnvoySettings } from './settings.js';
import { downstreamTls } from './tls-context.js';
import { bool, milliseconds, uint32 } from './values.js';

/**
 * The largest datagram that IPv4 and IPv6 carry is read whole; Envoy drops what is longer than 1,500 bytes by default. A read takes one
 * datagram, since the kernel joins only such that are small (GRO), and Envoy would reserve room for many.
 */
const DATAGRAMS: UdpSocketConfig = { max_rx_datagram_size: { value: 65_535 }, prefer_gro: bool(false) };

/**
 * How many endpoints a connection tries. They are drawn in turn, so that those that are gone and not known to be are passed over; a backend
 * of which all are down gets no more connections than this.
 */
const CONNECT_ATTEMPTS = 10;

const HTTP_ALPN = ['h2', 'http/1.1'];

/** Listener.filter_chains */
const FILTER_CHAINS = 3;
/** Listener.listener_filters */
const LISTENER_FILTERS = 9;

/** The Envoy listener of a Listener from its encoded chains; for datagrams these are listener filters. */
export function encodeListener(value: Listener, chains: readonly Uint8Array[]): Uint8Array {
  const field = value.transport === 'UDP' ? LISTENER_FILTERS : FILTER_CHAINS;
  return concatBytes([checkedEncode(LISTENER, listener(value)), encodeRepeatedFieldBytes(field, chains)]);
}

/** The Envoy listener of a Listener, but for its chains. */
export function listener({ name, addresses, port, transport, tls, settings }: Listener): EnvoyListener {
  const common = { name, stat_prefix: statName(name), ...bind(addresses, port, transport) };
  if (transport === 'UDP') return { ...common, udp_listener_config: { downstream_socket_config: DATAGRAMS } };
  return {
    ...common,
    listener_filters: tls ? [tlsInspector()] : [],
    ...connectionFields(settings),
  };
}

/** What all listeners for connections have. */
export function connectionFields(
  settings?: Partial<PortSettings>,
): Pick<EnvoyListener, 'per_connection_buffer_limit_bytes' | 'tcp_keepalive'> {
  const { bufferLimit, keepalive } = { ...DEFAULT_PORT_SETTINGS, ...settings };
  return { per_connection_buffer_limit_bytes: uint32(bufferLimit), tcp_keepalive: tcpKeepalive(keepalive) };
}

/**
 * What is done with the connections of a chain.
 * @param routes how its connection manager chooses routes.
 */
export function httpFilterChain(
  chain: HttpFilterChain,
  routes: RouteSpecifier,
  settings: EnvoySettings,
): EnvoyFilterChain {
  const manager = any(
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    httpConnectionManager(chain, routes, withAccessLog(chain, settings)),
  );
  return {
    name: chain.name,
    filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }],
    ...(chain.tls !== undefined && {
      ...matching(chain.tls.serverNames),
      ...terminating(chain.tls, HTTP_ALPN, chain.settings),
    }),
  };
}

/** The chain of connections that go to the endpoints of a group: one that refuses is replaced by another before a byte has passed. */
export function tcpFilterChain(chain: TcpFilterChain, settings: EnvoySettings): EnvoyFilterChain {
  return tcpProxyChain(chain, settings, CONNECT_ATTEMPTS);
}

/** @param attempts to connect; more than one only where the next goes to another endpoint. */
export function tcpProxyChain(chain: TcpFilterChain, settings: EnvoySettings, attempts = 1): EnvoyFilterChain {
  const { name, serverNames, tls, backendGroup } = chain;
  const proxy = any('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: statName(backendGroup),
    cluster: backendGroup,
    ...(attempts > 1 && { max_connect_attempts: uint32(attempts) }),
    // Connections to databases are silent for hours; whether a peer is still there, keepalives tell.
    idle_timeout: milliseconds(0),
    access_log: connectionLogs(withAccessLog(chain, settings)),
  });
  return {
    name,
    filters: [{ name: 'envoy.filters.network.tcp_proxy', typed_config: proxy }],
    ...matching(serverNames),
    // What is spoken inside is for the client and the backend to agree on.
    ...(tls !== undefined && terminating(tls, [], chain.settings)),
  };
}

/** Envoy closes the connections of a chain without filters. */
export function refusingFilterChain({ name, serverNames }: RefusingFilterChain): EnvoyFilterChain {
  return { name, ...matching(serverNames) };
}

function matching(serverNames: readonly string[]): Partial<EnvoyFilterChain> {
  return serverNames.length > 0 ? { filter_chain_match: { server_names: serverNames } } : {};
}

function terminating(
  tls: TlsTermination,
  alpn: readonly string[],
  settings: Partial<ListenerSettings> | undefined,
): Partial<EnvoyFilterChain> {
  const { handshakeTimeout } = { ...DEFAULT_LISTENER_SETTINGS, ...settings };
  return {
    transport_socket: downstreamTls(tls, alpn),
    transport_socket_connect_timeout: milliseconds(handshakeTimeout),
  };
}

/** The listener filter that forwards the datagrams of a UDP listener. */
export function udpProxy(sessions: UdpSessions, settings: EnvoySettings): ListenerFilter {
  const { backendGroup } = sessions;
  const route = any('envoy.extensions.filters.udp.udp_proxy.v3.Route', { cluster: backendGroup });
  return {
    name: 'envoy.filters.udp_listener.udp_proxy',
    typed_config: any('envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig', {
      stat_prefix: statName(backendGroup),
      matcher: { on_no_match: { action: { name: 'route', typed_config: route } } },
      upstream_socket_config: DATAGRAMS,
      access_log: connectionLogs(withAccessLog(sessions, settings)),
    }),
  };
}

/** The settings of the operator, with the access log of the chain. */
function withAccessLog({ settings }: Pick<HttpFilterChain, 'settings'>, operator: EnvoySettings): EnvoySettings {
  return { ...operator, accessLog: settings?.accessLog ?? operator.accessLog };
}

export function tlsInspector(): ListenerFilter {
  return {
    name: 'envoy.filters.listener.tls_inspector',
    typed_config: any('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector', {}),
  };
}
