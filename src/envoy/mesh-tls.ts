import { any } from '../envoy-api/codec.js';
import type { Cluster_TransportSocketMatch } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { TransportSocket } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { LbEndpoint } from '../envoy-api/generated/envoy/config/endpoint/v3.js';
import type { CommonTlsContext } from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import {
  SubjectAltNameMatcher_SanType as SanType,
  TlsParameters_TlsProtocol as TlsProtocol,
} from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import type { Endpoint } from '../model/index.js';
import { identityHostname, parseIdentity, spiffePrefix } from '../well-known/identities.js';
import { MESH_PROTOCOL } from '../well-known/names.js';
import { MESH_IDENTITY, MESH_ROOTS } from './mesh-names.js';
import type { MeshSettings } from './settings.js';
import { secretConfig, TLS_SOCKET } from './tls-context.js';
import { bool, uint32 } from './values.js';

/** Where endpoints say which of the transport sockets of their cluster they want. */
export const TRANSPORT_SOCKET_MATCH = 'envoy.transport_socket_match';

const MESH_FIELD = 'mesh';
const MESH_MATCH = { fields: { [MESH_FIELD]: { string_value: 'true' } } };

/** How keys are agreed on: classical and post-quantum together, as Envoy does by default. */
const GROUP = 'X25519MLKEM768';
/** The other one is for tools by which people look at a sidecar. */
const SERVER_GROUPS = [GROUP, 'P-256'];
/**
 * A client sends keys for its first classical and its first post-quantum group on the chance that the server takes one of these. Here it never
 * does, and asks for another: in that time it learns whether the workload takes connections, and otherwise ends the handshake. A request
 * waits for that, so it is not lost with the connection but sent to another endpoint, whatever its method. This is for connections that are
 * not refused before they reach the server (see the redirect of pods), such as those of a pod to itself.
 */
const CLIENT_GROUPS = ['X25519', 'MLKEM1024', GROUP];

/**
 * TLS with the workloads that have an identity, as a socket of any cluster: nothing in it depends on who they are. Each endpoint has
 * a hostname, which the proxy asks for by SNI and which the certificate must have.
 *
 * No session is resumed, since that would leave out the verification of both certificates.
 */
export function meshSocket(): Cluster_TransportSocketMatch {
  return {
    name: MESH_FIELD,
    match: MESH_MATCH,
    transport_socket: {
      name: TLS_SOCKET,
      typed_config: any('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
        auto_host_sni: true,
        auto_sni_san_validation: true,
        max_session_keys: uint32(0),
        common_tls_context: {
          ...common(CLIENT_GROUPS),
          validation_context_sds_secret_config: secretConfig(MESH_ROOTS),
        },
      }),
    },
  };
}

/** What an endpoint with an identity says so that {@link meshSocket} is taken for it, and who has to be there. */
export function meshEndpoint(
  { identity }: Endpoint,
  mesh: MeshSettings | undefined,
): Pick<LbEndpoint, 'metadata'> & { readonly hostname?: string } {
  if (identity === undefined || mesh === undefined) return {};
  return {
    hostname: identityHostname(parseIdentity(identity), mesh.trustDomain),
    metadata: { filter_metadata: { [TRANSPORT_SOCKET_MATCH]: MESH_MATCH } },
  };
}

/** TLS of the mesh terminated at a sidecar: only workloads with an identity of the trust domain get in. */
export function meshTermination({ trustDomain }: MeshSettings): TransportSocket {
  const workload = { san_type: SanType.URI, matcher: { prefix: spiffePrefix(trustDomain) } };
  return {
    name: TLS_SOCKET,
    typed_config: any('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
      require_client_certificate: bool(true),
      disable_stateless_session_resumption: true,
      disable_stateful_session_resumption: true,
      common_tls_context: {
        ...common(SERVER_GROUPS),
        combined_validation_context: {
          default_validation_context: { match_typed_subject_alt_names: [workload] },
          validation_context_sds_secret_config: secretConfig(MESH_ROOTS),
        },
      },
    }),
  };
}

function common(ecdh_curves: readonly string[]): CommonTlsContext {
  return {
    tls_params: {
      tls_minimum_protocol_version: TlsProtocol.TLSv1_3,
      tls_maximum_protocol_version: TlsProtocol.TLSv1_3,
      ecdh_curves,
    },
    tls_certificate_sds_secret_configs: [secretConfig(MESH_IDENTITY)],
    alpn_protocols: [MESH_PROTOCOL],
  };
}
