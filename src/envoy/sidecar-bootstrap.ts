import type { Cluster } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType, Cluster_LbPolicy } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { DEFAULT_HOST_SETTINGS } from '../model/backend-settings.js';
import { type BootstrapFilesOptions, bootstrapFiles } from './bootstrap-files.js';
import { connectionFields, limits } from './cluster.js';
import { INBOUND_CLUSTER, INBOUND_SOURCES, PASSTHROUGH_CLUSTER } from './mesh-names.js';
import { statName } from './names.js';

/** The same files serve all sidecars: `--service-node` tells Envoy which it is. */
export type SidecarBootstrapOptions = Omit<BootstrapFilesOptions, 'node'>;

const NODE = { id: 'sidecar', cluster: 'mesh' };

/**
 * What a sidecar starts with, see {@link bootstrapFiles}; besides, the clusters that lead to where a connection went before it was
 * redirected. These are static, since they never change and everything that is not in the mesh depends on them.
 */
export function sidecarBootstrapFiles(options: SidecarBootstrapOptions): Readonly<Record<string, string>> {
  return bootstrapFiles({ ...options, node: NODE }, originalDestinationClusters());
}

/** Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/intro/arch_overview/upstream/service_discovery#original-destination */
export function originalDestinationClusters(): readonly Cluster[] {
  return [
    originalDestination(PASSTHROUGH_CLUSTER),
    {
      ...originalDestination(INBOUND_CLUSTER),
      upstream_bind_config: {
        source_address: { address: INBOUND_SOURCES.IPv4, port_value: 0 },
        extra_source_addresses: [{ address: { address: INBOUND_SOURCES.IPv6, port_value: 0 } }],
      },
    },
  ];
}

function originalDestination(name: string): Cluster {
  return {
    name,
    alt_stat_name: statName(name),
    type: Cluster_DiscoveryType.ORIGINAL_DST,
    lb_policy: Cluster_LbPolicy.CLUSTER_PROVIDED,
    ...connectionFields(DEFAULT_HOST_SETTINGS),
    ...limits(DEFAULT_HOST_SETTINGS),
  };
}
