// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from '../../../common/dynamic_forward_proxy/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface FilterConfig {
  /** oneof implementation_specifier */
  readonly dns_cache_config?: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig | undefined;
  /** oneof implementation_specifier */
  readonly sub_cluster_config?: SubClusterConfig | undefined;
  readonly save_upstream_address?: boolean | undefined;
  readonly allow_dynamic_host_from_filter_state?: boolean | undefined;
}

export interface PerRouteConfig {
  /** oneof host_rewrite_specifier */
  readonly host_rewrite_literal?: string | undefined;
  /** oneof host_rewrite_specifier */
  readonly host_rewrite_header?: string | undefined;
}

export interface SubClusterConfig {
  readonly cluster_init_timeout?: google_protobuf.Duration | undefined;
}
