import { HealthStatus } from '../envoy-api/generated/envoy/config/core/v3.js';
import type {
  ClusterLoadAssignment,
  LbEndpoint,
  LocalityLbEndpoints,
} from '../envoy-api/generated/envoy/config/endpoint/v3.js';
import type { Endpoint, Endpoints } from '../model/index.js';

/** The load assignment of a Backend: its endpoints by zone, in the order of the model within one. */
export function clusterLoadAssignment({ backend, endpoints }: Endpoints): ClusterLoadAssignment {
  const zones = new Map<string, LbEndpoint[]>();
  for (const endpoint of endpoints) {
    const zone = endpoint.zone ?? '';
    const members = zones.get(zone);
    if (members === undefined) zones.set(zone, [lbEndpoint(endpoint)]);
    else members.push(lbEndpoint(endpoint));
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

function lbEndpoint({ address, port, health }: Endpoint): LbEndpoint {
  return {
    endpoint: { address: { socket_address: { address, port_value: port } } },
    health_status: health === 'Draining' ? HealthStatus.DRAINING : HealthStatus.HEALTHY,
  };
}
