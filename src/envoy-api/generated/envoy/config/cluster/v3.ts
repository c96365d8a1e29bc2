// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_config_endpoint_v3 from '../endpoint/v3.js';
import type * as envoy_config_metrics_v3 from '../metrics/v3.js';
import type * as envoy_type_matcher_v3 from '../../type/matcher/v3.js';
import type * as envoy_type_metadata_v3 from '../../type/metadata/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as xds_core_v3 from '../../../xds/core/v3.js';
import type * as xds_type_matcher_v3 from '../../../xds/type/matcher/v3.js';

export interface CircuitBreakers {
  readonly thresholds?: readonly CircuitBreakers_Thresholds[] | undefined;
  readonly per_host_thresholds?: readonly CircuitBreakers_Thresholds[] | undefined;
}

export interface CircuitBreakers_Thresholds {
  readonly priority?: envoy_config_core_v3.RoutingPriority | undefined;
  readonly max_connections?: google_protobuf.UInt32Value | undefined;
  readonly max_pending_requests?: google_protobuf.UInt32Value | undefined;
  readonly max_requests?: google_protobuf.UInt32Value | undefined;
  readonly max_retries?: google_protobuf.UInt32Value | undefined;
  readonly retry_budget?: CircuitBreakers_Thresholds_RetryBudget | undefined;
  readonly track_remaining?: boolean | undefined;
  readonly max_connection_pools?: google_protobuf.UInt32Value | undefined;
}

export interface CircuitBreakers_Thresholds_RetryBudget {
  readonly budget_percent?: envoy_type_v3.Percent | undefined;
  readonly budget_interval?: google_protobuf.Duration | undefined;
  readonly min_retry_concurrency?: google_protobuf.UInt32Value | undefined;
}

export interface ClusterCollection {
  readonly entries?: xds_core_v3.CollectionEntry | undefined;
}

export interface Cluster {
  readonly transport_socket_matches?: readonly Cluster_TransportSocketMatch[] | undefined;
  readonly transport_socket_matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly name?: string | undefined;
  readonly alt_stat_name?: string | undefined;
  readonly stats_matcher?: envoy_config_metrics_v3.StatsMatcher | undefined;
  /** oneof cluster_discovery_type */
  readonly type?: Cluster_DiscoveryType | undefined;
  /** oneof cluster_discovery_type */
  readonly cluster_type?: Cluster_CustomClusterType | undefined;
  readonly eds_cluster_config?: Cluster_EdsClusterConfig | undefined;
  readonly connect_timeout?: google_protobuf.Duration | undefined;
  readonly per_connection_buffer_limit_bytes?: google_protobuf.UInt32Value | undefined;
  readonly per_connection_buffer_high_watermark_timeout?: google_protobuf.Duration | undefined;
  readonly lb_policy?: Cluster_LbPolicy | undefined;
  readonly load_assignment?: envoy_config_endpoint_v3.ClusterLoadAssignment | undefined;
  readonly health_checks?: readonly envoy_config_core_v3.HealthCheck[] | undefined;
  /** @deprecated */
  readonly max_requests_per_connection?: google_protobuf.UInt32Value | undefined;
  readonly circuit_breakers?: CircuitBreakers | undefined;
  /** @deprecated */
  readonly upstream_http_protocol_options?: envoy_config_core_v3.UpstreamHttpProtocolOptions | undefined;
  /** @deprecated */
  readonly common_http_protocol_options?: envoy_config_core_v3.HttpProtocolOptions | undefined;
  /** @deprecated */
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions | undefined;
  /** @deprecated */
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions | undefined;
  readonly typed_extension_protocol_options?: { readonly [key: string]: google_protobuf.Any } | undefined;
  /** @deprecated */
  readonly dns_refresh_rate?: google_protobuf.Duration | undefined;
  /** @deprecated */
  readonly dns_jitter?: google_protobuf.Duration | undefined;
  /** @deprecated */
  readonly dns_failure_refresh_rate?: Cluster_RefreshRate | undefined;
  /** @deprecated */
  readonly respect_dns_ttl?: boolean | undefined;
  readonly dns_lookup_family?: Cluster_DnsLookupFamily | undefined;
  /** @deprecated */
  readonly dns_resolvers?: readonly envoy_config_core_v3.Address[] | undefined;
  /** @deprecated */
  readonly use_tcp_for_dns_lookups?: boolean | undefined;
  /** @deprecated */
  readonly dns_resolution_config?: envoy_config_core_v3.DnsResolutionConfig | undefined;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly wait_for_warm_on_init?: google_protobuf.BoolValue | undefined;
  readonly outlier_detection?: OutlierDetection | undefined;
  readonly cleanup_interval?: google_protobuf.Duration | undefined;
  readonly upstream_bind_config?: envoy_config_core_v3.BindConfig | undefined;
  readonly lb_subset_config?: Cluster_LbSubsetConfig | undefined;
  /** oneof lb_config */
  readonly ring_hash_lb_config?: Cluster_RingHashLbConfig | undefined;
  /** oneof lb_config */
  readonly maglev_lb_config?: Cluster_MaglevLbConfig | undefined;
  /** oneof lb_config */
  readonly original_dst_lb_config?: Cluster_OriginalDstLbConfig | undefined;
  /** oneof lb_config */
  readonly least_request_lb_config?: Cluster_LeastRequestLbConfig | undefined;
  /** oneof lb_config */
  readonly round_robin_lb_config?: Cluster_RoundRobinLbConfig | undefined;
  readonly common_lb_config?: Cluster_CommonLbConfig | undefined;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  /** @deprecated */
  readonly protocol_selection?: Cluster_ClusterProtocolSelection | undefined;
  readonly upstream_connection_options?: UpstreamConnectionOptions | undefined;
  readonly close_connections_on_host_health_failure?: boolean | undefined;
  readonly ignore_health_on_host_removal?: boolean | undefined;
  readonly filters?: readonly Filter[] | undefined;
  readonly load_balancing_policy?: LoadBalancingPolicy | undefined;
  readonly lrs_server?: envoy_config_core_v3.ConfigSource | undefined;
  readonly lrs_report_endpoint_metrics?: readonly string[] | undefined;
  /** @deprecated */
  readonly track_timeout_budgets?: boolean | undefined;
  readonly upstream_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly track_cluster_stats?: TrackClusterStats | undefined;
  readonly preconnect_policy?: Cluster_PreconnectPolicy | undefined;
  readonly connection_pool_per_downstream_connection?: boolean | undefined;
  readonly queuing_policies?: Cluster_QueuingPolicies | undefined;
}

export const Cluster_DiscoveryType = {
  STATIC: 0,
  STRICT_DNS: 1,
  LOGICAL_DNS: 2,
  EDS: 3,
  ORIGINAL_DST: 4,
} as const;
export type Cluster_DiscoveryType = (typeof Cluster_DiscoveryType)[keyof typeof Cluster_DiscoveryType];

export const Cluster_LbPolicy = {
  ROUND_ROBIN: 0,
  LEAST_REQUEST: 1,
  RING_HASH: 2,
  RANDOM: 3,
  MAGLEV: 5,
  CLUSTER_PROVIDED: 6,
  LOAD_BALANCING_POLICY_CONFIG: 7,
} as const;
export type Cluster_LbPolicy = (typeof Cluster_LbPolicy)[keyof typeof Cluster_LbPolicy];

export const Cluster_DnsLookupFamily = {
  AUTO: 0,
  V4_ONLY: 1,
  V6_ONLY: 2,
  V4_PREFERRED: 3,
  ALL: 4,
} as const;
export type Cluster_DnsLookupFamily = (typeof Cluster_DnsLookupFamily)[keyof typeof Cluster_DnsLookupFamily];

export const Cluster_ClusterProtocolSelection = {
  USE_CONFIGURED_PROTOCOL: 0,
  USE_DOWNSTREAM_PROTOCOL: 1,
} as const;
export type Cluster_ClusterProtocolSelection = (typeof Cluster_ClusterProtocolSelection)[keyof typeof Cluster_ClusterProtocolSelection];

export interface Cluster_TransportSocketMatch {
  readonly name?: string | undefined;
  readonly match?: google_protobuf.Struct | undefined;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket | undefined;
}

export interface Cluster_CustomClusterType {
  readonly name?: string | undefined;
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface Cluster_EdsClusterConfig {
  readonly eds_config?: envoy_config_core_v3.ConfigSource | undefined;
  readonly service_name?: string | undefined;
}

export interface Cluster_LbSubsetConfig {
  readonly fallback_policy?: Cluster_LbSubsetConfig_LbSubsetFallbackPolicy | undefined;
  readonly default_subset?: google_protobuf.Struct | undefined;
  readonly subset_selectors?: readonly Cluster_LbSubsetConfig_LbSubsetSelector[] | undefined;
  readonly locality_weight_aware?: boolean | undefined;
  readonly scale_locality_weight?: boolean | undefined;
  readonly panic_mode_any?: boolean | undefined;
  readonly list_as_any?: boolean | undefined;
  readonly metadata_fallback_policy?: Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy | undefined;
}

export const Cluster_LbSubsetConfig_LbSubsetFallbackPolicy = {
  NO_FALLBACK: 0,
  ANY_ENDPOINT: 1,
  DEFAULT_SUBSET: 2,
} as const;
export type Cluster_LbSubsetConfig_LbSubsetFallbackPolicy = (typeof Cluster_LbSubsetConfig_LbSubsetFallbackPolicy)[keyof typeof Cluster_LbSubsetConfig_LbSubsetFallbackPolicy];

export const Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy = {
  METADATA_NO_FALLBACK: 0,
  FALLBACK_LIST: 1,
} as const;
export type Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy = (typeof Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy)[keyof typeof Cluster_LbSubsetConfig_LbSubsetMetadataFallbackPolicy];

export interface Cluster_LbSubsetConfig_LbSubsetSelector {
  readonly keys?: readonly string[] | undefined;
  readonly single_host_per_subset?: boolean | undefined;
  readonly fallback_policy?: Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy | undefined;
  readonly fallback_keys_subset?: readonly string[] | undefined;
}

export const Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy = {
  NOT_DEFINED: 0,
  NO_FALLBACK: 1,
  ANY_ENDPOINT: 2,
  DEFAULT_SUBSET: 3,
  KEYS_SUBSET: 4,
} as const;
export type Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy = (typeof Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy)[keyof typeof Cluster_LbSubsetConfig_LbSubsetSelector_LbSubsetSelectorFallbackPolicy];

export interface Cluster_SlowStartConfig {
  readonly slow_start_window?: google_protobuf.Duration | undefined;
  readonly aggression?: envoy_config_core_v3.RuntimeDouble | undefined;
  readonly min_weight_percent?: envoy_type_v3.Percent | undefined;
}

export interface Cluster_RoundRobinLbConfig {
  readonly slow_start_config?: Cluster_SlowStartConfig | undefined;
}

export interface Cluster_LeastRequestLbConfig {
  readonly choice_count?: google_protobuf.UInt32Value | undefined;
  readonly active_request_bias?: envoy_config_core_v3.RuntimeDouble | undefined;
  readonly slow_start_config?: Cluster_SlowStartConfig | undefined;
}

export interface Cluster_RingHashLbConfig {
  readonly minimum_ring_size?: google_protobuf.UInt64Value | undefined;
  readonly hash_function?: Cluster_RingHashLbConfig_HashFunction | undefined;
  readonly maximum_ring_size?: google_protobuf.UInt64Value | undefined;
}

export const Cluster_RingHashLbConfig_HashFunction = {
  XX_HASH: 0,
  MURMUR_HASH_2: 1,
} as const;
export type Cluster_RingHashLbConfig_HashFunction = (typeof Cluster_RingHashLbConfig_HashFunction)[keyof typeof Cluster_RingHashLbConfig_HashFunction];

export interface Cluster_MaglevLbConfig {
  readonly table_size?: google_protobuf.UInt64Value | undefined;
}

export interface Cluster_OriginalDstLbConfig {
  readonly use_http_header?: boolean | undefined;
  readonly http_header_name?: string | undefined;
  readonly upstream_port_override?: google_protobuf.UInt32Value | undefined;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey | undefined;
}

export interface Cluster_CommonLbConfig {
  readonly healthy_panic_threshold?: envoy_type_v3.Percent | undefined;
  /** oneof locality_config_specifier */
  readonly zone_aware_lb_config?: Cluster_CommonLbConfig_ZoneAwareLbConfig | undefined;
  /** oneof locality_config_specifier */
  readonly locality_weighted_lb_config?: Cluster_CommonLbConfig_LocalityWeightedLbConfig | undefined;
  readonly update_merge_window?: google_protobuf.Duration | undefined;
  readonly ignore_new_hosts_until_first_hc?: boolean | undefined;
  readonly close_connections_on_host_set_change?: boolean | undefined;
  readonly consistent_hashing_lb_config?: Cluster_CommonLbConfig_ConsistentHashingLbConfig | undefined;
  readonly override_host_status?: envoy_config_core_v3.HealthStatusSet | undefined;
}

export interface Cluster_CommonLbConfig_ZoneAwareLbConfig {
  readonly routing_enabled?: envoy_type_v3.Percent | undefined;
  readonly min_cluster_size?: google_protobuf.UInt64Value | undefined;
  readonly fail_traffic_on_panic?: boolean | undefined;
}

export interface Cluster_CommonLbConfig_LocalityWeightedLbConfig {
}

export interface Cluster_CommonLbConfig_ConsistentHashingLbConfig {
  readonly use_hostname_for_hashing?: boolean | undefined;
  readonly hash_balance_factor?: google_protobuf.UInt32Value | undefined;
}

export interface Cluster_RefreshRate {
  readonly base_interval?: google_protobuf.Duration | undefined;
  readonly max_interval?: google_protobuf.Duration | undefined;
}

export interface Cluster_PreconnectPolicy {
  readonly per_upstream_preconnect_ratio?: google_protobuf.DoubleValue | undefined;
  readonly predictive_preconnect_ratio?: google_protobuf.DoubleValue | undefined;
  readonly preconnect_enabled_metadata?: envoy_type_matcher_v3.MetadataMatcher | undefined;
}

export interface Cluster_QueuingPolicies {
  readonly pending_rq_policy?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface LoadBalancingPolicy {
  readonly policies?: readonly LoadBalancingPolicy_Policy[] | undefined;
}

export interface LoadBalancingPolicy_Policy {
  readonly typed_extension_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface UpstreamConnectionOptions {
  readonly tcp_keepalive?: envoy_config_core_v3.TcpKeepalive | undefined;
  readonly set_local_interface_name_on_upstream_connections?: boolean | undefined;
  readonly happy_eyeballs_config?: UpstreamConnectionOptions_HappyEyeballsConfig | undefined;
}

export const UpstreamConnectionOptions_FirstAddressFamilyVersion = {
  DEFAULT: 0,
  V4: 1,
  V6: 2,
  PIPE: 3,
  INTERNAL: 4,
} as const;
export type UpstreamConnectionOptions_FirstAddressFamilyVersion = (typeof UpstreamConnectionOptions_FirstAddressFamilyVersion)[keyof typeof UpstreamConnectionOptions_FirstAddressFamilyVersion];

export interface UpstreamConnectionOptions_HappyEyeballsConfig {
  readonly first_address_family_version?: UpstreamConnectionOptions_FirstAddressFamilyVersion | undefined;
  readonly first_address_family_count?: google_protobuf.UInt32Value | undefined;
}

export interface TrackClusterStats {
  readonly timeout_budgets?: boolean | undefined;
  readonly request_response_sizes?: boolean | undefined;
  readonly per_endpoint_stats?: boolean | undefined;
}

export interface Filter {
  readonly name?: string | undefined;
  readonly typed_config?: google_protobuf.Any | undefined;
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource | undefined;
}

export interface OutlierDetection {
  readonly consecutive_5xx?: google_protobuf.UInt32Value | undefined;
  readonly interval?: google_protobuf.Duration | undefined;
  readonly base_ejection_time?: google_protobuf.Duration | undefined;
  readonly max_ejection_percent?: google_protobuf.UInt32Value | undefined;
  readonly enforcing_consecutive_5xx?: google_protobuf.UInt32Value | undefined;
  readonly enforcing_success_rate?: google_protobuf.UInt32Value | undefined;
  readonly success_rate_minimum_hosts?: google_protobuf.UInt32Value | undefined;
  readonly success_rate_request_volume?: google_protobuf.UInt32Value | undefined;
  readonly success_rate_stdev_factor?: google_protobuf.UInt32Value | undefined;
  readonly consecutive_gateway_failure?: google_protobuf.UInt32Value | undefined;
  readonly enforcing_consecutive_gateway_failure?: google_protobuf.UInt32Value | undefined;
  readonly split_external_local_origin_errors?: boolean | undefined;
  readonly consecutive_local_origin_failure?: google_protobuf.UInt32Value | undefined;
  readonly enforcing_consecutive_local_origin_failure?: google_protobuf.UInt32Value | undefined;
  readonly enforcing_local_origin_success_rate?: google_protobuf.UInt32Value | undefined;
  readonly failure_percentage_threshold?: google_protobuf.UInt32Value | undefined;
  readonly enforcing_failure_percentage?: google_protobuf.UInt32Value | undefined;
  readonly enforcing_failure_percentage_local_origin?: google_protobuf.UInt32Value | undefined;
  readonly failure_percentage_minimum_hosts?: google_protobuf.UInt32Value | undefined;
  readonly failure_percentage_request_volume?: google_protobuf.UInt32Value | undefined;
  readonly max_ejection_time?: google_protobuf.Duration | undefined;
  readonly max_ejection_time_jitter?: google_protobuf.Duration | undefined;
  readonly successful_active_health_check_uneject_host?: google_protobuf.BoolValue | undefined;
  readonly monitors?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly always_eject_one_host?: google_protobuf.BoolValue | undefined;
  readonly detect_degraded_hosts?: google_protobuf.BoolValue | undefined;
}
