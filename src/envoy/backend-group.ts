import type { Cluster, Cluster_TransportSocketMatch } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType, Cluster_LbPolicy } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { ClusterLoadAssignment, LbEndpoint } from '../envoy-api/generated/envoy/config/endpoint/v3.js';
import { backendNameParts } from '../model/backend-name.js';
import type { BackendGroup, ClientTls, Endpoint, Endpoints } from '../model/index.js';
import { connectionDefaults, noLimits } from './cluster.js';
import { statName } from './names.js';
import { EVERYTHING, shares } from './share.js';
import { upstreamTls } from './tls-context.js';
import { ADS_ENDPOINTS, uint32 } from './values.js';

const TLS_MATCH = 'envoy.transport_socket_match';

/**
 * The cluster of a group: a share of the connections goes to each of its localities, which are its members. TLS differs by member, so
 * endpoints say which they want.
 * @param tlsOf TLS of a Backend; absent: none.
 */
export function groupCluster(
  { name, transport, members }: BackendGroup,
  tlsOf: (backend: string) => ClientTls | undefined,
): Cluster {
  const sockets = new Map<string, Cluster_TransportSocketMatch>();
  for (const { backend } of members) {
    const tls = backend === undefined ? undefined : tlsOf(backend);
    if (backend === undefined || tls === undefined) continue;
    const id = tlsId(backend);
    const match = { fields: { [TLS_FIELD]: { string_value: id } } };
    sockets.set(id, { name: id, match, transport_socket: upstreamTls(tls, 'TCP') });
  }
  return {
    name,
    alt_stat_name: statName(name),
    type: Cluster_DiscoveryType.EDS,
    eds_cluster_config: { eds_config: ADS_ENDPOINTS },
    lb_policy: Cluster_LbPolicy.LEAST_REQUEST,
    common_lb_config: { locality_weighted_lb_config: {} },
    ...noLimits(),
    ...(transport === 'TCP' && connectionDefaults()),
    ...(sockets.size > 0 && { transport_socket_matches: [...sockets.values()] }),
  };
}

const TLS_FIELD = 'tls';

/** What sets the TLS with one Backend apart from that with others: everything but the Service. */
function tlsId(backend: string): string {
  const { tls = '', certificate = '' } = backendNameParts(backend);
  return `${tls}@${certificate}`;
}

/** @param endpointsOf those of a Backend; absent: there is no such Backend. */
export function groupLoadAssignment(
  { name, transport, members }: BackendGroup,
  endpointsOf: (backend: string) => Endpoints | undefined,
): ClusterLoadAssignment {
  const parts = shares(members.map(({ weight }) => weight));
  return {
    cluster_name: name,
    endpoints: members.map(({ backend }, index) => {
      const { from, to } = parts[index] ?? EVERYTHING;
      const found = usable((backend === undefined ? undefined : endpointsOf(backend)?.endpoints) ?? []);
      const endpoints = found.map((each) => lbEndpoint(each, backend ?? ''));
      return {
        // One Backend may be given twice, which are two shares.
        locality: { region: backend ?? '', sub_zone: `${index}` },
        load_balancing_weight: uint32(Math.max(1, to - from)),
        lb_endpoints: endpoints.length > 0 ? endpoints : [rejecting(transport)],
      };
    }),
  };
}

/** Draining ones only when there is nothing else (KEP-1669). Marked as such they would take from the share of their member. */
function usable(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const healthy = endpoints.filter(({ health }) => health === 'Healthy');
  return healthy.length > 0 ? healthy : endpoints;
}

function lbEndpoint({ address, port }: Endpoint, backend: string): LbEndpoint {
  const { tls } = backendNameParts(backend);
  return {
    endpoint: { address: { socket_address: { address, port_value: port } } },
    ...(tls !== undefined && {
      metadata: { filter_metadata: { [TLS_MATCH]: { fields: { [TLS_FIELD]: { string_value: tlsId(backend) } } } } },
    }),
  };
}

/**
 * Where nothing listens, so that the share of a member without endpoints is rejected: TCPRoute and UDPRoute want it so, and left out it
 * would go to the others.
 */
function rejecting(transport: BackendGroup['transport']): LbEndpoint {
  const nowhere =
    transport === 'TCP'
      ? { pipe: { path: '@gatewright/nowhere' } }
      : { socket_address: { address: '127.0.0.1', port_value: 1 } };
  return { endpoint: { address: nowhere } };
}
