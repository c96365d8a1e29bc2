import { any } from '../envoy-api/codec.js';
import type { Listener as EnvoyListener } from '../envoy-api/generated/envoy/config/listener/v3.js';
import type { Sidecar } from '../model/index.js';
import { DEFAULT_LISTENER_SETTINGS } from '../model/listener-settings.js';
import { MESH_PROTOCOL } from '../well-known/names.js';
import { INBOUND_PORT, OUTBOUND_PORT } from '../well-known/ports.js';
import { bind } from './bind.js';
import { connectionFields, tlsInspector } from './listener.js';
import { originalDestinationChain, SILENCE_TIMEOUT } from './mesh-listener.js';
import { INBOUND_CLUSTER, PASSTHROUGH_CLUSTER } from './mesh-names.js';
import { meshTermination } from './mesh-tls.js';
import { statName } from './names.js';
import type { EnvoySettings, MeshSettings } from './settings.js';
import { bool, milliseconds } from './values.js';

const OUTBOUND = 'mesh/outbound';
const INBOUND = 'mesh/inbound';

/**
 * What gets the connections that the workload opens: it hands them over to the listener of the frontend that they went to, and leads the
 * others to where they went. Connections that are redirected on their way out arrive on the loopback interface.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/listeners/listener_filters/original_dst_filter
 */
export function outboundListener(mesh: MeshSettings, settings: EnvoySettings): EnvoyListener {
  return {
    ...listener(OUTBOUND, hasIpv6(mesh) ? ['127.0.0.1', '::1'] : ['127.0.0.1'], OUTBOUND_PORT),
    use_original_dst: bool(true),
    filter_chains: [originalDestinationChain(OUTBOUND, 'passthrough', PASSTHROUGH_CLUSTER, settings)],
  };
}

/**
 * What gets the connections that others open to the workload. With `Permissive` those that are not TLS of the mesh go on as they are; where
 * the server is to begin this takes as long as nobody does.
 */
export function inboundListener(
  inbound: Sidecar['inbound'],
  mesh: MeshSettings,
  settings: EnvoySettings,
): EnvoyListener {
  const toWorkload = (name: string) => originalDestinationChain(INBOUND, name, INBOUND_CLUSTER, settings);
  return {
    ...listener(INBOUND, hasIpv6(mesh) ? ['0.0.0.0', '::'] : ['0.0.0.0'], INBOUND_PORT),
    listener_filters: [
      {
        name: 'envoy.filters.listener.original_dst',
        typed_config: any('envoy.extensions.filters.listener.original_dst.v3.OriginalDst', {}),
      },
      tlsInspector(),
    ],
    listener_filters_timeout: milliseconds(SILENCE_TIMEOUT),
    continue_on_listener_filters_timeout: true,
    filter_chains: [
      {
        ...toWorkload('mesh'),
        filter_chain_match: { transport_protocol: 'tls', application_protocols: [MESH_PROTOCOL] },
        transport_socket: meshTermination(mesh),
        transport_socket_connect_timeout: milliseconds(DEFAULT_LISTENER_SETTINGS.handshakeTimeout),
      },
    ],
    ...(inbound === 'Permissive' && { default_filter_chain: toWorkload('plain') }),
  };
}

function listener(name: string, addresses: readonly string[], port: number): EnvoyListener {
  return {
    name,
    stat_prefix: statName(name),
    ...bind(addresses, port),
    ...connectionFields(),
  };
}

function hasIpv6({ addresses }: MeshSettings): boolean {
  return addresses.some((address) => address.includes(':'));
}
