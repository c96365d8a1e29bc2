// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_accesslog_v3 from '../../../../config/accesslog/v3.js';
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_extensions_filters_network_http_connection_manager_v3 from '../http_connection_manager/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export const UpstreamConnectMode = {
  IMMEDIATE: 0,
  ON_DOWNSTREAM_DATA: 1,
  ON_DOWNSTREAM_TLS_HANDSHAKE: 2,
} as const;
export type UpstreamConnectMode = (typeof UpstreamConnectMode)[keyof typeof UpstreamConnectMode];

export const ProxyProtocolTlvMergePolicy = {
  ADD_IF_ABSENT: 0,
  OVERWRITE_BY_TYPE_IF_EXISTS_OR_ADD: 1,
  APPEND_IF_EXISTS_OR_ADD: 2,
} as const;
export type ProxyProtocolTlvMergePolicy = (typeof ProxyProtocolTlvMergePolicy)[keyof typeof ProxyProtocolTlvMergePolicy];

export interface TcpProxy {
  readonly stat_prefix?: string | undefined;
  /** oneof cluster_specifier */
  readonly cluster?: string | undefined;
  /** oneof cluster_specifier */
  readonly weighted_clusters?: TcpProxy_WeightedCluster | undefined;
  readonly on_demand?: TcpProxy_OnDemand | undefined;
  readonly metadata_match?: envoy_config_core_v3.Metadata | undefined;
  readonly idle_timeout?: google_protobuf.Duration | undefined;
  readonly downstream_idle_timeout?: google_protobuf.Duration | undefined;
  readonly upstream_idle_timeout?: google_protobuf.Duration | undefined;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[] | undefined;
  readonly max_connect_attempts?: google_protobuf.UInt32Value | undefined;
  readonly backoff_options?: envoy_config_core_v3.BackoffStrategy | undefined;
  readonly hash_policy?: readonly envoy_type_v3.HashPolicy[] | undefined;
  readonly tunneling_config?: TcpProxy_TunnelingConfig | undefined;
  readonly max_downstream_connection_duration?: google_protobuf.Duration | undefined;
  readonly max_downstream_connection_duration_jitter_percentage?: envoy_type_v3.Percent | undefined;
  /** @deprecated */
  readonly access_log_flush_interval?: google_protobuf.Duration | undefined;
  /** @deprecated */
  readonly flush_access_log_on_connected?: boolean | undefined;
  readonly access_log_options?: TcpProxy_TcpAccessLogOptions | undefined;
  readonly proxy_protocol_tlvs?: readonly envoy_config_core_v3.TlvEntry[] | undefined;
  readonly proxy_protocol_tlv_merge_policy?: ProxyProtocolTlvMergePolicy | undefined;
  readonly upstream_connect_mode?: UpstreamConnectMode | undefined;
  readonly max_early_data_bytes?: google_protobuf.UInt32Value | undefined;
  readonly check_drain_close?: google_protobuf.BoolValue | undefined;
}

export interface TcpProxy_WeightedCluster {
  readonly clusters?: readonly TcpProxy_WeightedCluster_ClusterWeight[] | undefined;
}

export interface TcpProxy_WeightedCluster_ClusterWeight {
  readonly name?: string | undefined;
  readonly weight?: number | undefined;
  readonly metadata_match?: envoy_config_core_v3.Metadata | undefined;
}

export interface TcpProxy_TunnelingConfig {
  readonly hostname?: string | undefined;
  readonly use_post?: boolean | undefined;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly propagate_response_headers?: boolean | undefined;
  readonly post_path?: string | undefined;
  readonly propagate_response_trailers?: boolean | undefined;
  readonly request_id_extension?: envoy_extensions_filters_network_http_connection_manager_v3.RequestIDExtension | undefined;
  readonly request_id_header?: string | undefined;
  readonly request_id_metadata_key?: string | undefined;
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}

export interface TcpProxy_OnDemand {
  readonly odcds_config?: envoy_config_core_v3.ConfigSource | undefined;
  readonly resources_locator?: string | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
}

export interface TcpProxy_TcpAccessLogOptions {
  readonly access_log_flush_interval?: google_protobuf.Duration | undefined;
  readonly flush_access_log_on_connected?: boolean | undefined;
  readonly flush_access_log_on_start?: boolean | undefined;
}
