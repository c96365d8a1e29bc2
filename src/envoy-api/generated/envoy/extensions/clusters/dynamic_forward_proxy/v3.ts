// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_cluster_v3 from '../../../config/cluster/v3.js';
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_extensions_clusters_dns_v3 from '../dns/v3.js';
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from '../../common/dynamic_forward_proxy/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface ClusterConfig {
  /** oneof cluster_implementation_specifier */
  readonly dns_cache_config?: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig | undefined;
  /** oneof cluster_implementation_specifier */
  readonly sub_clusters_config?: SubClustersConfig | undefined;
  readonly allow_insecure_cluster_options?: boolean | undefined;
  readonly allow_coalesced_connections?: boolean | undefined;
}

export interface SubClustersConfig {
  readonly lb_policy?: envoy_config_cluster_v3.Cluster_LbPolicy | undefined;
  readonly max_sub_clusters?: google_protobuf.UInt32Value | undefined;
  readonly sub_cluster_ttl?: google_protobuf.Duration | undefined;
  readonly preresolve_clusters?: readonly envoy_config_core_v3.SocketAddress[] | undefined;
  readonly dns_cluster_config?: envoy_extensions_clusters_dns_v3.DnsCluster | undefined;
}
