// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_cluster_v3 from '../../../config/cluster/v3.js';
import type * as envoy_config_common_key_value_v3 from '../../../config/common/key_value/v3.js';
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../type/matcher/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface DnsCacheCircuitBreakers {
  readonly max_pending_requests?: google_protobuf.UInt32Value | undefined;
}

export interface DnsCacheConfig {
  readonly name?: string | undefined;
  readonly dns_lookup_family?: envoy_config_cluster_v3.Cluster_DnsLookupFamily | undefined;
  readonly dns_refresh_rate?: google_protobuf.Duration | undefined;
  readonly dns_min_refresh_rate?: google_protobuf.Duration | undefined;
  readonly host_ttl?: google_protobuf.Duration | undefined;
  readonly max_hosts?: google_protobuf.UInt32Value | undefined;
  readonly disable_dns_refresh_on_failure?: boolean | undefined;
  readonly dns_failure_refresh_rate?: envoy_config_cluster_v3.Cluster_RefreshRate | undefined;
  readonly dns_cache_circuit_breaker?: DnsCacheCircuitBreakers | undefined;
  /** @deprecated */
  readonly use_tcp_for_dns_lookups?: boolean | undefined;
  /** @deprecated */
  readonly dns_resolution_config?: envoy_config_core_v3.DnsResolutionConfig | undefined;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly preresolve_hostnames?: readonly envoy_config_core_v3.SocketAddress[] | undefined;
  readonly dns_query_timeout?: google_protobuf.Duration | undefined;
  readonly key_value_config?: envoy_config_common_key_value_v3.KeyValueStoreConfig | undefined;
  readonly resolved_address_filter?: envoy_type_matcher_v3.AddressMatcher | undefined;
}
