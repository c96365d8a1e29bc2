import type { Lookup } from '../collections/index.js';
import type { Cluster, Cluster_TransportSocketMatch } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType, Cluster_LbPolicy } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { ClusterLoadAssignment, LbEndpoint } from '../envoy-api/generated/envoy/config/endpoint/v3.js';
import { DEFAULT_BACKEND_SETTINGS } from '../model/backend-settings.js';
import { tlsHash } from '../model/backend-variant.js';
import type {
  Backend,
  BackendGroup,
  BackendVariant,
  ClientTls,
  Endpoint,
  Endpoints,
  GroupMember,
} from '../model/index.js';
import { CLOSING_LISTENER } from './closing-listener.js';
import { connectionFields, limits } from './cluster.js';
import { meshEndpoint, meshSocket, TRANSPORT_SOCKET_MATCH } from './mesh-tls.js';
import { statName } from './names.js';
import type { MeshSettings } from './settings.js';
import { EVERYTHING, shares } from './share.js';
import { upstreamTls } from './tls-context.js';
import { ADS_ENDPOINTS, uint32 } from './values.js';

/** A group, whoever uses it. */
type Group = Pick<BackendGroup, 'name' | 'transport' | 'members'>;

/**
 * The cluster of a group: a share of the connections goes to each of its localities, which are its members. TLS differs by member, so
 * endpoints say which they want.
 * @param backends by name.
 * @param mesh absent: there is none.
 */
export function groupCluster(
  { name, transport, members }: Group,
  backends: Lookup<Pick<Backend, 'tls' | 'mesh'>>,
  mesh?: MeshSettings,
): Cluster {
  const sockets = new Map<string, Cluster_TransportSocketMatch>();
  for (const { backend } of members) {
    if (backend === undefined) continue;
    const { tls, mesh: inMesh } = backends.get(backend) ?? {};
    if (mesh && inMesh) sockets.set('', meshSocket());
    if (tls === undefined) continue;
    const id = tlsId(tls);
    const match = { fields: { [TLS_FIELD]: { string_value: id } } };
    sockets.set(id, { name: id, match, transport_socket: upstreamTls(tls, 'TCP') });
  }
  return {
    name,
    alt_stat_name: statName(name),
    type: Cluster_DiscoveryType.EDS,
    eds_cluster_config: { eds_config: ADS_ENDPOINTS },
    // In turn, so that a connection that is tried again goes to another endpoint. The least busy one is often the one that is gone.
    lb_policy: transport === 'TCP' ? Cluster_LbPolicy.ROUND_ROBIN : Cluster_LbPolicy.LEAST_REQUEST,
    common_lb_config: { locality_weighted_lb_config: {} },
    ...limits(DEFAULT_BACKEND_SETTINGS),
    ...(transport === 'TCP' && connectionFields(DEFAULT_BACKEND_SETTINGS)),
    ...(sockets.size > 0 && { transport_socket_matches: [...sockets.values()] }),
  };
}

const TLS_FIELD = 'tls';

/** What sets the TLS with one Backend apart from that with others: everything but the Service. */
function tlsId(tls: ClientTls): string {
  return `${tlsHash(tls)}@${tls.certificate ?? ''}`;
}

interface GroupEndpointReads {
  /** By name of the Backend. */
  readonly endpoints: Lookup<Endpoints>;
  /** By name of the Backend; of targets themselves there are none. */
  readonly backendVariants: Lookup<Pick<BackendVariant, 'tls'>>;
}

/**
 * @param mesh absent: there is none, and nobody has an identity.
 */
export function groupLoadAssignment(
  { name, transport, members }: Group,
  { endpoints, backendVariants }: GroupEndpointReads,
  mesh?: MeshSettings,
): ClusterLoadAssignment {
  const merged = mergedMembers(members);
  const parts = shares(merged.map(({ weight }) => weight));
  return {
    cluster_name: name,
    endpoints: merged.map(({ backend }, index) => {
      const { from, to } = parts[index] ?? EVERYTHING;
      const found = usable((backend === undefined ? undefined : endpoints.get(backend)?.endpoints) ?? []);
      const { tls } = (backend === undefined ? undefined : backendVariants.get(backend)) ?? {};
      const lbEndpoints = found.map((each) => lbEndpoint(each, tls, mesh));
      return {
        locality: { region: backend ?? '' },
        load_balancing_weight: uint32(Math.max(1, to - from)),
        lb_endpoints: lbEndpoints.length > 0 ? lbEndpoints : [rejecting(transport, index)],
      };
    }),
  };
}

/** Members with the sum of their weights: Envoy takes an address once, so a second locality with it would have no endpoints. */
function mergedMembers(members: Group['members']): Group['members'] {
  const merged = new Map<string | undefined, GroupMember>();
  for (const { backend, weight } of members) {
    merged.set(backend, {
      ...(backend !== undefined && { backend }),
      weight: weight + (merged.get(backend)?.weight ?? 0),
    });
  }
  return [...merged.values()];
}

/** Draining ones only when there is nothing else (KEP-1669). Marked as such they would take from the share of their member. */
function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const healthy = endpoints.filter(({ health }) => health === 'Healthy');
  return healthy.length > 0 ? healthy : endpoints;
}

function lbEndpoint(endpoint: Endpoint, tls: ClientTls | undefined, mesh: MeshSettings | undefined): LbEndpoint {
  const { address, port } = endpoint;
  const socket_address = { address, port_value: port };
  if (tls === undefined) {
    const { hostname, metadata } = meshEndpoint(endpoint, mesh);
    return { endpoint: { address: { socket_address }, hostname }, metadata };
  }
  const match = { fields: { [TLS_FIELD]: { string_value: tlsId(tls) } } };
  return {
    endpoint: { address: { socket_address } },
    metadata: { filter_metadata: { [TRANSPORT_SOCKET_MATCH]: match } },
  };
}

/**
 * The endpoint of a member without endpoints, so that its share is rejected: TCPRoute and UDPRoute ask for it, and left out it would go to
 * the others. Connections are taken and closed; one that is refused would be tried elsewhere. Datagrams go where nothing listens.
 * @param index of the member, by which its address differs from that of another one
 */
function rejecting(transport: BackendGroup['transport'], index: number): LbEndpoint {
  const nowhere =
    transport === 'TCP'
      ? { envoy_internal_address: { server_listener_name: CLOSING_LISTENER, endpoint_id: `${index}` } }
      : { socket_address: { address: `127.0.0.${1 + (index % 250)}`, port_value: 1 + Math.floor(index / 250) } };
  return { endpoint: { address: nowhere } };
}
