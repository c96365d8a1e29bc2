import { HealthStatus } from '../envoy-api/generated/envoy/config/core/v3.js';
import type {
  ClusterLoadAssignment,
  LbEndpoint,
  LocalityLbEndpoints,
} from '../envoy-api/generated/envoy/config/endpoint/v3.js';
import type { Endpoint, Endpoints } from '../model/index.js';
import { meshEndpoint } from './mesh-tls.js';
import type { MeshSettings } from './settings.js';

/**
 * The load assignment of a Backend: its endpoints by zone, in the order of the model within one.
 * @param mesh absent: there is none, and nobody has an identity.
 */
export function clusterLoadAssignment({ backend, endpoints }: Endpoints, mesh?: MeshSettings): ClusterLoadAssignment {
  const zones = new Map<string, LbEndpoint[]>();
  for (const endpoint of endpoints) {
    const zone = endpoint.zone ?? '';
    const members = zones.get(zone);
    if (members === undefined) zones.set(zone, [lbEndpoint(endpoint, mesh)]);
    else members.push(lbEndpoint(endpoint, mesh));
  }
  return {
    cluster_name: backend,
    endpoints: [...zones].sort(byName).map(([zone, members]) => locality(zone, members)),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function locality(zone: string, lb_endpoints: readonly LbEndpoint[]): LocalityLbEndpoints {
  return { locality: { zone }, lb_endpoints };
}

function lbEndpoint(endpoint: Endpoint, mesh: MeshSettings | undefined): LbEndpoint {
  const { address, port, health } = endpoint;
  const { hostname, metadata } = meshEndpoint(endpoint, mesh);
  return {
    endpoint: { address: { socket_address: { address, port_value: port } }, hostname },
    metadata,
    health_status: health === 'Draining' ? HealthStatus.DRAINING : HealthStatus.HEALTHY,
  };
}
