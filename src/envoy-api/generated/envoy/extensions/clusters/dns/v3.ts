// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_extensions_clusters_common_dns_v3 from '../common/dns/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface DnsCluster {
  readonly dns_refresh_rate?: google_protobuf.Duration | undefined;
  readonly dns_failure_refresh_rate?: DnsCluster_RefreshRate | undefined;
  readonly respect_dns_ttl?: boolean | undefined;
  readonly dns_jitter?: google_protobuf.Duration | undefined;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly dns_lookup_family?: envoy_extensions_clusters_common_dns_v3.DnsLookupFamily | undefined;
  readonly all_addresses_in_single_endpoint?: boolean | undefined;
  readonly dns_min_refresh_rate?: google_protobuf.Duration | undefined;
}

export interface DnsCluster_RefreshRate {
  readonly base_interval?: google_protobuf.Duration | undefined;
  readonly max_interval?: google_protobuf.Duration | undefined;
}
