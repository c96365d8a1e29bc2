import { any } from '../envoy-api/codec.js';
import type {
  FilterChain as EnvoyFilterChain,
  Listener as EnvoyListener,
} from '../envoy-api/generated/envoy/config/listener/v3.js';
import type { MeshFrontend, MeshHandling } from '../model/index.js';
import { DEFAULT_PORT_SETTINGS } from '../model/listener-settings.js';
import { bind } from './bind.js';
import { tcpFilterChain, tcpProxyChain, tlsInspector } from './listener.js';
import { meshConnectionManager } from './mesh-connection-manager.js';
import { PASSTHROUGH_CLUSTER } from './mesh-names.js';
import { statName } from './names.js';
import type { EnvoySettings } from './settings.js';
import { bool, milliseconds, uint32 } from './values.js';

/**
 * How long a client may be silent before it is believed to wait for the server to begin: for protocols like that of MySQL this delays
 * each connection, and an HTTP client that opens connections in advance must not be taken for one of those.
 */
export const SILENCE_TIMEOUT = 1_000;

const HTTP_PROTOCOLS = ['http/1.0', 'http/1.1', 'h2c'];

/**
 * The Envoy listener of a frontend. It opens no port: the outbound listener hands over the connections that went to its addresses.
 * Nothing in it varies with routes.
 */
export function frontendListener(frontend: MeshFrontend, settings: EnvoySettings): EnvoyListener {
  const { name, addresses, port, handling } = frontend;
  return {
    name,
    stat_prefix: statName(name),
    ...bind(addresses, port),
    bind_to_port: bool(false),
    per_connection_buffer_limit_bytes: uint32(DEFAULT_PORT_SETTINGS.bufferLimit),
    ...(handling.type === 'HTTP' ? http(name, handling, settings) : tcp(name, handling, settings)),
  };
}

function http(
  name: string,
  { detect, otherwise }: Extract<MeshHandling, { readonly type: 'HTTP' }>,
  settings: EnvoySettings,
): Partial<EnvoyListener> {
  const manager = any(
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    meshConnectionManager(name, settings),
  );
  const chain: EnvoyFilterChain = {
    name: 'http',
    filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }],
  };
  if (!detect) return { filter_chains: [chain] };
  return {
    listener_filters: [
      {
        name: 'envoy.filters.listener.http_inspector',
        typed_config: any('envoy.extensions.filters.listener.http_inspector.v3.HttpInspector', {}),
      },
    ],
    listener_filters_timeout: milliseconds(SILENCE_TIMEOUT),
    continue_on_listener_filters_timeout: true,
    filter_chains: [{ ...chain, filter_chain_match: { application_protocols: HTTP_PROTOCOLS } }],
    default_filter_chain:
      otherwise === undefined
        ? originalDestinationChain(name, 'passthrough', PASSTHROUGH_CLUSTER, settings)
        : groupChain(name, 'otherwise', otherwise, settings),
  };
}

function tcp(
  listener: string,
  { chains }: Extract<MeshHandling, { readonly type: 'TCP' }>,
  settings: EnvoySettings,
): Partial<EnvoyListener> {
  return {
    listener_filters: chains.some(({ serverNames }) => serverNames.length > 0) ? [tlsInspector()] : [],
    filter_chains: chains.map(({ name, serverNames, group }) =>
      groupChain(listener, name, group, settings, serverNames),
    ),
    // Envoy takes no listener without a chain; one without filters closes what it gets.
    ...(chains.length === 0 && { default_filter_chain: { name: 'closed' } }),
  };
}

function groupChain(
  listener: string,
  name: string,
  group: string,
  settings: EnvoySettings,
  serverNames: readonly string[] = [],
): EnvoyFilterChain {
  return tcpFilterChain({ kind: 'TCP', listener, name, serverNames, backendGroup: group }, settings);
}

/** The chain of connections that go where they went before they were redirected, which is one place: it is tried once. */
export function originalDestinationChain(
  listener: string,
  name: string,
  cluster: string,
  settings: EnvoySettings,
): EnvoyFilterChain {
  return tcpProxyChain({ kind: 'TCP', listener, name, serverNames: [], backendGroup: cluster }, settings);
}
