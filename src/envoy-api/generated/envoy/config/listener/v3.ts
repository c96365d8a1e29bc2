// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_accesslog_v3 from '../accesslog/v3.js';
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_config_metrics_v3 from '../metrics/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as xds_core_v3 from '../../../xds/core/v3.js';
import type * as xds_type_matcher_v3 from '../../../xds/type/matcher/v3.js';

export interface ApiListener {
  readonly api_listener?: google_protobuf.Any | undefined;
}

export interface AdditionalAddress {
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly socket_options?: envoy_config_core_v3.SocketOptionsOverride | undefined;
  readonly tcp_keepalive?: envoy_config_core_v3.TcpKeepalive | undefined;
}

export interface ListenerCollection {
  readonly entries?: readonly xds_core_v3.CollectionEntry[] | undefined;
}

export interface Listener {
  readonly name?: string | undefined;
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly additional_addresses?: readonly AdditionalAddress[] | undefined;
  readonly stat_prefix?: string | undefined;
  readonly stats_matcher?: envoy_config_metrics_v3.StatsMatcher | undefined;
  readonly filter_chains?: readonly FilterChain[] | undefined;
  readonly fcds_config?: Listener_FcdsConfig | undefined;
  readonly filter_chain_matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly use_original_dst?: google_protobuf.BoolValue | undefined;
  readonly default_filter_chain?: FilterChain | undefined;
  readonly per_connection_buffer_limit_bytes?: google_protobuf.UInt32Value | undefined;
  readonly per_connection_buffer_high_watermark_timeout?: google_protobuf.Duration | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  /** @deprecated */
  readonly deprecated_v1?: Listener_DeprecatedV1 | undefined;
  readonly drain_type?: Listener_DrainType | undefined;
  readonly listener_filters?: readonly ListenerFilter[] | undefined;
  readonly listener_filters_timeout?: google_protobuf.Duration | undefined;
  readonly continue_on_listener_filters_timeout?: boolean | undefined;
  readonly transparent?: google_protobuf.BoolValue | undefined;
  readonly freebind?: google_protobuf.BoolValue | undefined;
  readonly socket_options?: readonly envoy_config_core_v3.SocketOption[] | undefined;
  readonly tcp_fast_open_queue_length?: google_protobuf.UInt32Value | undefined;
  readonly traffic_direction?: envoy_config_core_v3.TrafficDirection | undefined;
  readonly udp_listener_config?: UdpListenerConfig | undefined;
  readonly api_listener?: ApiListener | undefined;
  readonly connection_balance_config?: Listener_ConnectionBalanceConfig | undefined;
  /** @deprecated */
  readonly reuse_port?: boolean | undefined;
  readonly enable_reuse_port?: google_protobuf.BoolValue | undefined;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[] | undefined;
  readonly tcp_backlog_size?: google_protobuf.UInt32Value | undefined;
  readonly max_connections_to_accept_per_socket_event?: google_protobuf.UInt32Value | undefined;
  readonly bind_to_port?: google_protobuf.BoolValue | undefined;
  /** oneof listener_specifier */
  readonly internal_listener?: Listener_InternalListenerConfig | undefined;
  readonly enable_mptcp?: boolean | undefined;
  readonly ignore_global_conn_limit?: boolean | undefined;
  readonly bypass_overload_manager?: boolean | undefined;
  readonly tcp_keepalive?: envoy_config_core_v3.TcpKeepalive | undefined;
}

export const Listener_DrainType = {
  DEFAULT: 0,
  MODIFY_ONLY: 1,
} as const;
export type Listener_DrainType = (typeof Listener_DrainType)[keyof typeof Listener_DrainType];

export interface Listener_DeprecatedV1 {
  readonly bind_to_port?: google_protobuf.BoolValue | undefined;
}

export interface Listener_ConnectionBalanceConfig {
  /** oneof balance_type */
  readonly exact_balance?: Listener_ConnectionBalanceConfig_ExactBalance | undefined;
  /** oneof balance_type */
  readonly extend_balance?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  /** oneof balance_type */
  readonly cpu_locality_balance?: Listener_ConnectionBalanceConfig_CpuLocalityBalance | undefined;
}

export interface Listener_ConnectionBalanceConfig_ExactBalance {
}

export interface Listener_ConnectionBalanceConfig_CpuLocalityBalance {
}

export interface Listener_InternalListenerConfig {
}

export interface Listener_FcdsConfig {
  readonly name?: string | undefined;
  readonly config_source?: envoy_config_core_v3.ConfigSource | undefined;
}

export interface Filter {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
  /** oneof config_type */
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource | undefined;
}

export interface FilterChainMatch {
  readonly destination_port?: google_protobuf.UInt32Value | undefined;
  readonly prefix_ranges?: readonly envoy_config_core_v3.CidrRange[] | undefined;
  readonly address_suffix?: string | undefined;
  readonly suffix_len?: google_protobuf.UInt32Value | undefined;
  readonly direct_source_prefix_ranges?: readonly envoy_config_core_v3.CidrRange[] | undefined;
  readonly source_type?: FilterChainMatch_ConnectionSourceType | undefined;
  readonly source_prefix_ranges?: readonly envoy_config_core_v3.CidrRange[] | undefined;
  readonly source_ports?: readonly number[] | undefined;
  readonly server_names?: readonly string[] | undefined;
  readonly transport_protocol?: string | undefined;
  readonly application_protocols?: readonly string[] | undefined;
}

export const FilterChainMatch_ConnectionSourceType = {
  ANY: 0,
  SAME_IP_OR_LOOPBACK: 1,
  EXTERNAL: 2,
} as const;
export type FilterChainMatch_ConnectionSourceType = (typeof FilterChainMatch_ConnectionSourceType)[keyof typeof FilterChainMatch_ConnectionSourceType];

export interface FilterChain {
  readonly filter_chain_match?: FilterChainMatch | undefined;
  readonly filters?: readonly Filter[] | undefined;
  /** @deprecated */
  readonly use_proxy_proto?: google_protobuf.BoolValue | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket | undefined;
  readonly transport_socket_connect_timeout?: google_protobuf.Duration | undefined;
  readonly name?: string | undefined;
}

export interface ListenerFilterChainMatchPredicate {
  /** oneof rule */
  readonly or_match?: ListenerFilterChainMatchPredicate_MatchSet | undefined;
  /** oneof rule */
  readonly and_match?: ListenerFilterChainMatchPredicate_MatchSet | undefined;
  /** oneof rule */
  readonly not_match?: ListenerFilterChainMatchPredicate | undefined;
  /** oneof rule */
  readonly any_match?: boolean | undefined;
  /** oneof rule */
  readonly destination_port_range?: envoy_type_v3.Int32Range | undefined;
}

export interface ListenerFilterChainMatchPredicate_MatchSet {
  readonly rules?: readonly ListenerFilterChainMatchPredicate[] | undefined;
}

export interface ListenerFilter {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
  /** oneof config_type */
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource | undefined;
  readonly filter_disabled?: ListenerFilterChainMatchPredicate | undefined;
}

export interface QuicProtocolOptions {
  readonly quic_protocol_options?: envoy_config_core_v3.QuicProtocolOptions | undefined;
  readonly idle_timeout?: google_protobuf.Duration | undefined;
  readonly crypto_handshake_timeout?: google_protobuf.Duration | undefined;
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  readonly packets_to_read_to_connection_count_ratio?: google_protobuf.UInt32Value | undefined;
  readonly crypto_stream_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly proof_source_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly connection_id_generator_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly server_preferred_address_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly send_disable_active_migration?: google_protobuf.BoolValue | undefined;
  readonly connection_debug_visitor_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly save_cmsg_config?: readonly envoy_config_core_v3.SocketCmsgHeaders[] | undefined;
  readonly reject_new_connections?: boolean | undefined;
  readonly max_sessions_per_event_loop?: google_protobuf.UInt32Value | undefined;
}

export interface UdpListenerConfig {
  readonly downstream_socket_config?: envoy_config_core_v3.UdpSocketConfig | undefined;
  readonly quic_options?: QuicProtocolOptions | undefined;
  readonly udp_packet_packet_writer_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface ActiveRawUdpListenerConfig {
}
