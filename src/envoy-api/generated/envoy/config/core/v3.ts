// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_matcher_v3 from '../../type/matcher/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as xds_core_v3 from '../../../xds/core/v3.js';

export interface Pipe {
  readonly path?: string | undefined;
  readonly mode?: number | undefined;
}

export interface EnvoyInternalAddress {
  /** oneof address_name_specifier */
  readonly server_listener_name?: string | undefined;
  readonly endpoint_id?: string | undefined;
}

export interface SocketAddress {
  readonly protocol?: SocketAddress_Protocol | undefined;
  readonly address?: string | undefined;
  /** oneof port_specifier */
  readonly port_value?: number | undefined;
  /** oneof port_specifier */
  readonly named_port?: string | undefined;
  readonly resolver_name?: string | undefined;
  readonly ipv4_compat?: boolean | undefined;
  readonly network_namespace_filepath?: string | undefined;
}

export const SocketAddress_Protocol = {
  TCP: 0,
  UDP: 1,
} as const;
export type SocketAddress_Protocol = (typeof SocketAddress_Protocol)[keyof typeof SocketAddress_Protocol];

export interface TcpKeepalive {
  readonly keepalive_probes?: google_protobuf.UInt32Value | undefined;
  readonly keepalive_time?: google_protobuf.UInt32Value | undefined;
  readonly keepalive_interval?: google_protobuf.UInt32Value | undefined;
}

export interface ExtraSourceAddress {
  readonly address?: SocketAddress | undefined;
  readonly socket_options?: SocketOptionsOverride | undefined;
}

export interface BindConfig {
  readonly source_address?: SocketAddress | undefined;
  readonly freebind?: google_protobuf.BoolValue | undefined;
  readonly socket_options?: readonly SocketOption[] | undefined;
  readonly extra_source_addresses?: readonly ExtraSourceAddress[] | undefined;
  /** @deprecated */
  readonly additional_source_addresses?: readonly SocketAddress[] | undefined;
  readonly local_address_selector?: TypedExtensionConfig | undefined;
  readonly validate_network_namespaces?: boolean | undefined;
}

export interface Address {
  /** oneof address */
  readonly socket_address?: SocketAddress | undefined;
  /** oneof address */
  readonly pipe?: Pipe | undefined;
  /** oneof address */
  readonly envoy_internal_address?: EnvoyInternalAddress | undefined;
}

export interface CidrRange {
  readonly address_prefix?: string | undefined;
  readonly prefix_len?: google_protobuf.UInt32Value | undefined;
}

export interface BackoffStrategy {
  readonly base_interval?: google_protobuf.Duration | undefined;
  readonly max_interval?: google_protobuf.Duration | undefined;
}

export const RoutingPriority = {
  DEFAULT: 0,
  HIGH: 1,
} as const;
export type RoutingPriority = (typeof RoutingPriority)[keyof typeof RoutingPriority];

export const RequestMethod = {
  METHOD_UNSPECIFIED: 0,
  GET: 1,
  HEAD: 2,
  POST: 3,
  PUT: 4,
  DELETE: 5,
  CONNECT: 6,
  OPTIONS: 7,
  TRACE: 8,
  PATCH: 9,
} as const;
export type RequestMethod = (typeof RequestMethod)[keyof typeof RequestMethod];

export const TrafficDirection = {
  UNSPECIFIED: 0,
  INBOUND: 1,
  OUTBOUND: 2,
} as const;
export type TrafficDirection = (typeof TrafficDirection)[keyof typeof TrafficDirection];

export interface Locality {
  readonly region?: string | undefined;
  readonly zone?: string | undefined;
  readonly sub_zone?: string | undefined;
}

export interface BuildVersion {
  readonly version?: envoy_type_v3.SemanticVersion | undefined;
  readonly metadata?: google_protobuf.Struct | undefined;
}

export interface Extension {
  readonly name?: string | undefined;
  readonly category?: string | undefined;
  /** @deprecated */
  readonly type_descriptor?: string | undefined;
  readonly version?: BuildVersion | undefined;
  readonly disabled?: boolean | undefined;
  readonly type_urls?: readonly string[] | undefined;
}

export interface Node {
  readonly id?: string | undefined;
  readonly cluster?: string | undefined;
  readonly metadata?: google_protobuf.Struct | undefined;
  readonly dynamic_parameters?: { readonly [key: string]: xds_core_v3.ContextParams } | undefined;
  readonly locality?: Locality | undefined;
  readonly user_agent_name?: string | undefined;
  /** oneof user_agent_version_type */
  readonly user_agent_version?: string | undefined;
  /** oneof user_agent_version_type */
  readonly user_agent_build_version?: BuildVersion | undefined;
  readonly extensions?: readonly Extension[] | undefined;
  readonly client_features?: readonly string[] | undefined;
  /** @deprecated */
  readonly listening_addresses?: readonly Address[] | undefined;
}

export interface Metadata {
  readonly filter_metadata?: { readonly [key: string]: google_protobuf.Struct } | undefined;
  readonly typed_filter_metadata?: { readonly [key: string]: google_protobuf.Any } | undefined;
}

export interface RuntimeUInt32 {
  readonly default_value?: number | undefined;
  readonly runtime_key?: string | undefined;
}

export interface RuntimeUInt64 {
  readonly default_value?: number | undefined;
  readonly runtime_key?: string | undefined;
}

export interface RuntimePercent {
  readonly default_value?: envoy_type_v3.Percent | undefined;
  readonly runtime_key?: string | undefined;
}

export interface RuntimeDouble {
  readonly default_value?: number | undefined;
  readonly runtime_key?: string | undefined;
}

export interface RuntimeFeatureFlag {
  readonly default_value?: google_protobuf.BoolValue | undefined;
  readonly runtime_key?: string | undefined;
}

export interface KeyValue {
  /** @deprecated */
  readonly key?: string | undefined;
  /** @deprecated */
  readonly value?: Uint8Array | undefined;
}

export interface KeyValuePair {
  readonly key?: string | undefined;
  readonly value?: google_protobuf.Value | undefined;
}

export interface KeyValueAppend {
  readonly record?: KeyValuePair | undefined;
  /** @deprecated */
  readonly entry?: KeyValue | undefined;
  readonly action?: KeyValueAppend_KeyValueAppendAction | undefined;
}

export const KeyValueAppend_KeyValueAppendAction = {
  APPEND_IF_EXISTS_OR_ADD: 0,
  ADD_IF_ABSENT: 1,
  OVERWRITE_IF_EXISTS_OR_ADD: 2,
  OVERWRITE_IF_EXISTS: 3,
} as const;
export type KeyValueAppend_KeyValueAppendAction = (typeof KeyValueAppend_KeyValueAppendAction)[keyof typeof KeyValueAppend_KeyValueAppendAction];

export interface KeyValueMutation {
  readonly append?: KeyValueAppend | undefined;
  readonly remove?: string | undefined;
}

export interface QueryParameter {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

export interface HeaderValue {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  readonly raw_value?: Uint8Array | undefined;
}

export interface HeaderValueOption {
  readonly header?: HeaderValue | undefined;
  /** @deprecated */
  readonly append?: google_protobuf.BoolValue | undefined;
  readonly append_action?: HeaderValueOption_HeaderAppendAction | undefined;
  readonly keep_empty_value?: boolean | undefined;
}

export const HeaderValueOption_HeaderAppendAction = {
  APPEND_IF_EXISTS_OR_ADD: 0,
  ADD_IF_ABSENT: 1,
  OVERWRITE_IF_EXISTS_OR_ADD: 2,
  OVERWRITE_IF_EXISTS: 3,
} as const;
export type HeaderValueOption_HeaderAppendAction = (typeof HeaderValueOption_HeaderAppendAction)[keyof typeof HeaderValueOption_HeaderAppendAction];

export interface HeaderMap {
  readonly headers?: readonly HeaderValue[] | undefined;
}

export interface WatchedDirectory {
  readonly path?: string | undefined;
  readonly watch_modify?: boolean | undefined;
}

export interface DataSource {
  /** oneof specifier */
  readonly filename?: string | undefined;
  /** oneof specifier */
  readonly inline_bytes?: Uint8Array | undefined;
  /** oneof specifier */
  readonly inline_string?: string | undefined;
  /** oneof specifier */
  readonly environment_variable?: string | undefined;
  readonly watched_directory?: WatchedDirectory | undefined;
}

export interface RetryPolicy {
  readonly retry_back_off?: BackoffStrategy | undefined;
  readonly num_retries?: google_protobuf.UInt32Value | undefined;
  readonly retry_on?: string | undefined;
  readonly retry_priority?: RetryPolicy_RetryPriority | undefined;
  readonly retry_host_predicate?: readonly RetryPolicy_RetryHostPredicate[] | undefined;
  readonly host_selection_retry_max_attempts?: number | undefined;
}

export interface RetryPolicy_RetryPriority {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface RetryPolicy_RetryHostPredicate {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface RemoteDataSource {
  readonly http_uri?: HttpUri | undefined;
  readonly sha256?: string | undefined;
  readonly retry_policy?: RetryPolicy | undefined;
}

export interface AsyncDataSource {
  /** oneof specifier */
  readonly local?: DataSource | undefined;
  /** oneof specifier */
  readonly remote?: RemoteDataSource | undefined;
}

export interface TransportSocket {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface RuntimeFractionalPercent {
  readonly default_value?: envoy_type_v3.FractionalPercent | undefined;
  readonly runtime_key?: string | undefined;
}

export interface ControlPlane {
  readonly identifier?: string | undefined;
}

export interface CelExpressionConfig {
  readonly enable_string_conversion?: boolean | undefined;
  readonly enable_string_concat?: boolean | undefined;
  readonly enable_string_functions?: boolean | undefined;
}

export const ApiVersion = {
  AUTO: 0,
  V2: 1,
  V3: 2,
} as const;
export type ApiVersion = (typeof ApiVersion)[keyof typeof ApiVersion];

export interface ApiConfigSource {
  readonly api_type?: ApiConfigSource_ApiType | undefined;
  readonly transport_api_version?: ApiVersion | undefined;
  readonly cluster_names?: readonly string[] | undefined;
  readonly grpc_services?: readonly GrpcService[] | undefined;
  readonly refresh_delay?: google_protobuf.Duration | undefined;
  readonly request_timeout?: google_protobuf.Duration | undefined;
  readonly rate_limit_settings?: RateLimitSettings | undefined;
  readonly set_node_on_first_message_only?: boolean | undefined;
  readonly config_validators?: readonly TypedExtensionConfig[] | undefined;
}

export const ApiConfigSource_ApiType = {
  DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE: 0,
  REST: 1,
  GRPC: 2,
  DELTA_GRPC: 3,
  AGGREGATED_GRPC: 5,
  AGGREGATED_DELTA_GRPC: 6,
} as const;
export type ApiConfigSource_ApiType = (typeof ApiConfigSource_ApiType)[keyof typeof ApiConfigSource_ApiType];

export interface AggregatedConfigSource {
}

export interface SelfConfigSource {
  readonly transport_api_version?: ApiVersion | undefined;
}

export interface RateLimitSettings {
  readonly max_tokens?: google_protobuf.UInt32Value | undefined;
  readonly fill_rate?: google_protobuf.DoubleValue | undefined;
}

export interface PathConfigSource {
  readonly path?: string | undefined;
  readonly watched_directory?: WatchedDirectory | undefined;
  readonly poll_interval?: google_protobuf.Duration | undefined;
}

export interface ConfigSource {
  readonly authorities?: readonly xds_core_v3.Authority[] | undefined;
  /** oneof config_source_specifier; @deprecated */
  readonly path?: string | undefined;
  /** oneof config_source_specifier */
  readonly path_config_source?: PathConfigSource | undefined;
  /** oneof config_source_specifier */
  readonly api_config_source?: ApiConfigSource | undefined;
  /** oneof config_source_specifier */
  readonly ads?: AggregatedConfigSource | undefined;
  /** oneof config_source_specifier */
  readonly self?: SelfConfigSource | undefined;
  readonly initial_fetch_timeout?: google_protobuf.Duration | undefined;
  readonly resource_api_version?: ApiVersion | undefined;
}

export interface ExtensionConfigSource {
  readonly config_source?: ConfigSource | undefined;
  readonly default_config?: google_protobuf.Any | undefined;
  readonly apply_default_config_without_warming?: boolean | undefined;
  readonly type_urls?: readonly string[] | undefined;
}

export interface EventServiceConfig {
  /** oneof config_source_specifier */
  readonly grpc_service?: GrpcService | undefined;
}

export interface TypedExtensionConfig {
  readonly name?: string | undefined;
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface GrpcMethodList {
  readonly services?: readonly GrpcMethodList_Service[] | undefined;
}

export interface GrpcMethodList_Service {
  readonly name?: string | undefined;
  readonly method_names?: readonly string[] | undefined;
}

export interface GrpcService {
  /** oneof target_specifier */
  readonly envoy_grpc?: GrpcService_EnvoyGrpc | undefined;
  /** oneof target_specifier */
  readonly google_grpc?: GrpcService_GoogleGrpc | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
  readonly initial_metadata?: readonly HeaderValue[] | undefined;
  readonly retry_policy?: RetryPolicy | undefined;
}

export interface GrpcService_EnvoyGrpc {
  readonly cluster_name?: string | undefined;
  readonly authority?: string | undefined;
  readonly retry_policy?: RetryPolicy | undefined;
  readonly max_receive_message_length?: google_protobuf.UInt32Value | undefined;
  readonly skip_envoy_headers?: boolean | undefined;
}

export interface GrpcService_GoogleGrpc {
  readonly target_uri?: string | undefined;
  readonly channel_credentials?: GrpcService_GoogleGrpc_ChannelCredentials | undefined;
  readonly channel_credentials_plugin?: readonly google_protobuf.Any[] | undefined;
  readonly call_credentials?: readonly GrpcService_GoogleGrpc_CallCredentials[] | undefined;
  readonly call_credentials_plugin?: readonly google_protobuf.Any[] | undefined;
  readonly stat_prefix?: string | undefined;
  readonly credentials_factory_name?: string | undefined;
  readonly config?: google_protobuf.Struct | undefined;
  readonly per_stream_buffer_limit_bytes?: google_protobuf.UInt32Value | undefined;
  readonly channel_args?: GrpcService_GoogleGrpc_ChannelArgs | undefined;
}

export interface GrpcService_GoogleGrpc_SslCredentials {
  readonly root_certs?: DataSource | undefined;
  readonly private_key?: DataSource | undefined;
  readonly cert_chain?: DataSource | undefined;
}

export interface GrpcService_GoogleGrpc_GoogleLocalCredentials {
}

export interface GrpcService_GoogleGrpc_ChannelCredentials {
  /** oneof credential_specifier */
  readonly ssl_credentials?: GrpcService_GoogleGrpc_SslCredentials | undefined;
  /** oneof credential_specifier */
  readonly google_default?: google_protobuf.Empty | undefined;
  /** oneof credential_specifier */
  readonly local_credentials?: GrpcService_GoogleGrpc_GoogleLocalCredentials | undefined;
}

export interface GrpcService_GoogleGrpc_CallCredentials {
  /** oneof credential_specifier */
  readonly access_token?: string | undefined;
  /** oneof credential_specifier */
  readonly google_compute_engine?: google_protobuf.Empty | undefined;
  /** oneof credential_specifier */
  readonly google_refresh_token?: string | undefined;
  /** oneof credential_specifier */
  readonly service_account_jwt_access?: GrpcService_GoogleGrpc_CallCredentials_ServiceAccountJWTAccessCredentials | undefined;
  /** oneof credential_specifier */
  readonly google_iam?: GrpcService_GoogleGrpc_CallCredentials_GoogleIAMCredentials | undefined;
  /** oneof credential_specifier */
  readonly from_plugin?: GrpcService_GoogleGrpc_CallCredentials_MetadataCredentialsFromPlugin | undefined;
  /** oneof credential_specifier */
  readonly sts_service?: GrpcService_GoogleGrpc_CallCredentials_StsService | undefined;
}

export interface GrpcService_GoogleGrpc_CallCredentials_ServiceAccountJWTAccessCredentials {
  readonly json_key?: string | undefined;
  readonly token_lifetime_seconds?: number | undefined;
}

export interface GrpcService_GoogleGrpc_CallCredentials_GoogleIAMCredentials {
  readonly authorization_token?: string | undefined;
  readonly authority_selector?: string | undefined;
}

export interface GrpcService_GoogleGrpc_CallCredentials_MetadataCredentialsFromPlugin {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface GrpcService_GoogleGrpc_CallCredentials_StsService {
  readonly token_exchange_service_uri?: string | undefined;
  readonly resource?: string | undefined;
  readonly audience?: string | undefined;
  readonly scope?: string | undefined;
  readonly requested_token_type?: string | undefined;
  readonly subject_token_path?: string | undefined;
  readonly subject_token_type?: string | undefined;
  readonly actor_token_path?: string | undefined;
  readonly actor_token_type?: string | undefined;
}

export interface GrpcService_GoogleGrpc_ChannelArgs {
  readonly args?: { readonly [key: string]: GrpcService_GoogleGrpc_ChannelArgs_Value } | undefined;
}

export interface GrpcService_GoogleGrpc_ChannelArgs_Value {
  /** oneof value_specifier */
  readonly string_value?: string | undefined;
  /** oneof value_specifier */
  readonly int_value?: number | undefined;
}

export const HealthStatus = {
  UNKNOWN: 0,
  HEALTHY: 1,
  UNHEALTHY: 2,
  DRAINING: 3,
  TIMEOUT: 4,
  DEGRADED: 5,
} as const;
export type HealthStatus = (typeof HealthStatus)[keyof typeof HealthStatus];

export interface HealthStatusSet {
  readonly statuses?: readonly HealthStatus[] | undefined;
}

export interface HealthCheck {
  readonly name?: string | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
  readonly interval?: google_protobuf.Duration | undefined;
  readonly initial_jitter?: google_protobuf.Duration | undefined;
  readonly interval_jitter?: google_protobuf.Duration | undefined;
  readonly interval_jitter_percent?: number | undefined;
  readonly unhealthy_threshold?: google_protobuf.UInt32Value | undefined;
  readonly healthy_threshold?: google_protobuf.UInt32Value | undefined;
  readonly alt_port?: google_protobuf.UInt32Value | undefined;
  readonly reuse_connection?: google_protobuf.BoolValue | undefined;
  /** oneof health_checker */
  readonly http_health_check?: HealthCheck_HttpHealthCheck | undefined;
  /** oneof health_checker */
  readonly tcp_health_check?: HealthCheck_TcpHealthCheck | undefined;
  /** oneof health_checker */
  readonly grpc_health_check?: HealthCheck_GrpcHealthCheck | undefined;
  /** oneof health_checker */
  readonly custom_health_check?: HealthCheck_CustomHealthCheck | undefined;
  readonly no_traffic_interval?: google_protobuf.Duration | undefined;
  readonly no_traffic_healthy_interval?: google_protobuf.Duration | undefined;
  readonly unhealthy_interval?: google_protobuf.Duration | undefined;
  readonly unhealthy_edge_interval?: google_protobuf.Duration | undefined;
  readonly healthy_edge_interval?: google_protobuf.Duration | undefined;
  /** @deprecated */
  readonly event_log_path?: string | undefined;
  readonly event_logger?: readonly TypedExtensionConfig[] | undefined;
  readonly event_service?: EventServiceConfig | undefined;
  readonly always_log_health_check_failures?: boolean | undefined;
  readonly always_log_health_check_success?: boolean | undefined;
  readonly tls_options?: HealthCheck_TlsOptions | undefined;
  readonly transport_socket_match_criteria?: google_protobuf.Struct | undefined;
}

export interface HealthCheck_Payload {
  /** oneof payload */
  readonly text?: string | undefined;
  /** oneof payload */
  readonly binary?: Uint8Array | undefined;
}

export interface HealthCheck_HttpHealthCheck {
  readonly host?: string | undefined;
  readonly path?: string | undefined;
  readonly send?: HealthCheck_Payload | undefined;
  readonly receive?: readonly HealthCheck_Payload[] | undefined;
  readonly response_buffer_size?: google_protobuf.UInt64Value | undefined;
  readonly request_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly expected_statuses?: readonly envoy_type_v3.Int64Range[] | undefined;
  readonly retriable_statuses?: readonly envoy_type_v3.Int64Range[] | undefined;
  readonly codec_client_type?: envoy_type_v3.CodecClientType | undefined;
  readonly use_alpn_protocol?: boolean | undefined;
  readonly service_name_matcher?: envoy_type_matcher_v3.StringMatcher | undefined;
  readonly method?: RequestMethod | undefined;
}

export interface HealthCheck_TcpHealthCheck {
  readonly send?: HealthCheck_Payload | undefined;
  readonly receive?: readonly HealthCheck_Payload[] | undefined;
  readonly proxy_protocol_config?: ProxyProtocolConfig | undefined;
}

export interface HealthCheck_RedisHealthCheck {
  readonly key?: string | undefined;
}

export interface HealthCheck_GrpcHealthCheck {
  readonly service_name?: string | undefined;
  readonly authority?: string | undefined;
  readonly initial_metadata?: readonly HeaderValueOption[] | undefined;
}

export interface HealthCheck_CustomHealthCheck {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface HealthCheck_TlsOptions {
  readonly alpn_protocols?: readonly string[] | undefined;
}

export interface HttpService {
  readonly http_uri?: HttpUri | undefined;
  readonly request_headers_to_add?: readonly HeaderValueOption[] | undefined;
  readonly formatters?: readonly TypedExtensionConfig[] | undefined;
}

export interface HttpUri {
  readonly uri?: string | undefined;
  /** oneof http_upstream_type */
  readonly cluster?: string | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
}

export interface TcpProtocolOptions {
}

export interface QuicKeepAliveSettings {
  readonly max_interval?: google_protobuf.Duration | undefined;
  readonly initial_interval?: google_protobuf.Duration | undefined;
}

export interface QuicProtocolOptions {
  readonly max_concurrent_streams?: google_protobuf.UInt32Value | undefined;
  readonly initial_stream_window_size?: google_protobuf.UInt32Value | undefined;
  readonly initial_connection_window_size?: google_protobuf.UInt32Value | undefined;
  readonly num_timeouts_to_trigger_port_migration?: google_protobuf.UInt32Value | undefined;
  readonly connection_keepalive?: QuicKeepAliveSettings | undefined;
  readonly connection_options?: string | undefined;
  readonly client_connection_options?: string | undefined;
  readonly idle_network_timeout?: google_protobuf.Duration | undefined;
  readonly max_packet_length?: google_protobuf.UInt64Value | undefined;
  readonly client_packet_writer?: TypedExtensionConfig | undefined;
  readonly connection_migration?: QuicProtocolOptions_ConnectionMigrationSettings | undefined;
  readonly memory_reduction_timeout?: google_protobuf.Duration | undefined;
  readonly enable_scone?: google_protobuf.BoolValue | undefined;
}

export interface QuicProtocolOptions_ConnectionMigrationSettings {
  readonly migrate_idle_connections?: QuicProtocolOptions_ConnectionMigrationSettings_MigrateIdleConnectionSettings | undefined;
  readonly max_time_on_non_default_network?: google_protobuf.Duration | undefined;
}

export interface QuicProtocolOptions_ConnectionMigrationSettings_MigrateIdleConnectionSettings {
  readonly max_idle_time_before_migration?: google_protobuf.Duration | undefined;
}

export interface UpstreamHttpProtocolOptions {
  readonly auto_sni?: boolean | undefined;
  readonly auto_san_validation?: boolean | undefined;
  readonly override_auto_sni_header?: string | undefined;
}

export interface AlternateProtocolsCacheOptions {
  readonly name?: string | undefined;
  readonly max_entries?: google_protobuf.UInt32Value | undefined;
  readonly key_value_store_config?: TypedExtensionConfig | undefined;
  readonly prepopulated_entries?: readonly AlternateProtocolsCacheOptions_AlternateProtocolsCacheEntry[] | undefined;
  readonly canonical_suffixes?: readonly string[] | undefined;
}

export interface AlternateProtocolsCacheOptions_AlternateProtocolsCacheEntry {
  readonly hostname?: string | undefined;
  readonly port?: number | undefined;
}

export interface HttpProtocolOptions {
  readonly idle_timeout?: google_protobuf.Duration | undefined;
  readonly max_connection_duration?: google_protobuf.Duration | undefined;
  readonly max_connection_duration_jitter?: envoy_type_v3.Percent | undefined;
  readonly max_headers_count?: google_protobuf.UInt32Value | undefined;
  readonly max_response_headers_kb?: google_protobuf.UInt32Value | undefined;
  readonly max_stream_duration?: google_protobuf.Duration | undefined;
  readonly headers_with_underscores_action?: HttpProtocolOptions_HeadersWithUnderscoresAction | undefined;
  readonly max_requests_per_connection?: google_protobuf.UInt32Value | undefined;
}

export const HttpProtocolOptions_HeadersWithUnderscoresAction = {
  ALLOW: 0,
  REJECT_REQUEST: 1,
  DROP_HEADER: 2,
} as const;
export type HttpProtocolOptions_HeadersWithUnderscoresAction = (typeof HttpProtocolOptions_HeadersWithUnderscoresAction)[keyof typeof HttpProtocolOptions_HeadersWithUnderscoresAction];

export interface Http1ProtocolOptions {
  readonly allow_absolute_url?: google_protobuf.BoolValue | undefined;
  readonly accept_http_10?: boolean | undefined;
  readonly default_host_for_http_10?: string | undefined;
  readonly header_key_format?: Http1ProtocolOptions_HeaderKeyFormat | undefined;
  readonly enable_trailers?: boolean | undefined;
  readonly allow_chunked_length?: boolean | undefined;
  readonly override_stream_error_on_invalid_http_message?: google_protobuf.BoolValue | undefined;
  readonly send_fully_qualified_url?: boolean | undefined;
  /** @deprecated */
  readonly use_balsa_parser?: google_protobuf.BoolValue | undefined;
  readonly allow_custom_methods?: boolean | undefined;
  readonly ignore_http_11_upgrade?: readonly envoy_type_matcher_v3.StringMatcher[] | undefined;
}

export interface Http1ProtocolOptions_HeaderKeyFormat {
  /** oneof header_format */
  readonly proper_case_words?: Http1ProtocolOptions_HeaderKeyFormat_ProperCaseWords | undefined;
  /** oneof header_format */
  readonly stateful_formatter?: TypedExtensionConfig | undefined;
}

export interface Http1ProtocolOptions_HeaderKeyFormat_ProperCaseWords {
}

export interface KeepaliveSettings {
  readonly interval?: google_protobuf.Duration | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
  readonly interval_jitter?: envoy_type_v3.Percent | undefined;
  readonly connection_idle_interval?: google_protobuf.Duration | undefined;
}

export interface Http2ProtocolOptions {
  readonly hpack_table_size?: google_protobuf.UInt32Value | undefined;
  readonly max_concurrent_streams?: google_protobuf.UInt32Value | undefined;
  readonly initial_stream_window_size?: google_protobuf.UInt32Value | undefined;
  readonly initial_connection_window_size?: google_protobuf.UInt32Value | undefined;
  readonly allow_connect?: boolean | undefined;
  readonly allow_metadata?: boolean | undefined;
  readonly max_outbound_frames?: google_protobuf.UInt32Value | undefined;
  readonly max_outbound_control_frames?: google_protobuf.UInt32Value | undefined;
  readonly max_consecutive_inbound_frames_with_empty_payload?: google_protobuf.UInt32Value | undefined;
  readonly max_inbound_priority_frames_per_stream?: google_protobuf.UInt32Value | undefined;
  readonly max_inbound_window_update_frames_per_data_frame_sent?: google_protobuf.UInt32Value | undefined;
  /** @deprecated */
  readonly stream_error_on_invalid_http_messaging?: boolean | undefined;
  readonly override_stream_error_on_invalid_http_message?: google_protobuf.BoolValue | undefined;
  readonly custom_settings_parameters?: readonly Http2ProtocolOptions_SettingsParameter[] | undefined;
  readonly connection_keepalive?: KeepaliveSettings | undefined;
  readonly use_oghttp2_codec?: google_protobuf.BoolValue | undefined;
  readonly max_metadata_size?: google_protobuf.UInt64Value | undefined;
  readonly enable_huffman_encoding?: google_protobuf.BoolValue | undefined;
  readonly max_header_field_size_kb?: google_protobuf.UInt32Value | undefined;
  readonly disallow_obs_text?: google_protobuf.BoolValue | undefined;
  readonly stream_reset_burst?: google_protobuf.UInt64Value | undefined;
  readonly stream_reset_rate?: google_protobuf.UInt64Value | undefined;
}

export interface Http2ProtocolOptions_SettingsParameter {
  readonly identifier?: google_protobuf.UInt32Value | undefined;
  readonly value?: google_protobuf.UInt32Value | undefined;
}

export interface GrpcProtocolOptions {
  readonly http2_protocol_options?: Http2ProtocolOptions | undefined;
}

export interface Http3ProtocolOptions {
  readonly quic_protocol_options?: QuicProtocolOptions | undefined;
  readonly override_stream_error_on_invalid_http_message?: google_protobuf.BoolValue | undefined;
  readonly allow_extended_connect?: boolean | undefined;
  readonly allow_metadata?: boolean | undefined;
  readonly disable_qpack?: boolean | undefined;
  readonly disable_connection_flow_control_for_streams?: boolean | undefined;
  readonly disallow_obs_text?: google_protobuf.BoolValue | undefined;
}

export interface SchemeHeaderTransformation {
  /** oneof transformation */
  readonly scheme_to_overwrite?: string | undefined;
  readonly match_upstream?: boolean | undefined;
}

export interface ProxyProtocolPassThroughTLVs {
  readonly match_type?: ProxyProtocolPassThroughTLVs_PassTLVsMatchType | undefined;
  readonly tlv_type?: readonly number[] | undefined;
}

export const ProxyProtocolPassThroughTLVs_PassTLVsMatchType = {
  INCLUDE_ALL: 0,
  INCLUDE: 1,
} as const;
export type ProxyProtocolPassThroughTLVs_PassTLVsMatchType = (typeof ProxyProtocolPassThroughTLVs_PassTLVsMatchType)[keyof typeof ProxyProtocolPassThroughTLVs_PassTLVsMatchType];

export interface TlvEntry {
  readonly type?: number | undefined;
  readonly value?: Uint8Array | undefined;
  readonly format_string?: SubstitutionFormatString | undefined;
}

export interface ProxyProtocolConfig {
  readonly version?: ProxyProtocolConfig_Version | undefined;
  readonly pass_through_tlvs?: ProxyProtocolPassThroughTLVs | undefined;
  readonly added_tlvs?: readonly TlvEntry[] | undefined;
}

export const ProxyProtocolConfig_Version = {
  V1: 0,
  V2: 1,
} as const;
export type ProxyProtocolConfig_Version = (typeof ProxyProtocolConfig_Version)[keyof typeof ProxyProtocolConfig_Version];

export interface PerHostConfig {
  readonly added_tlvs?: readonly TlvEntry[] | undefined;
}

export interface DnsResolverOptions {
  readonly use_tcp_for_dns_lookups?: boolean | undefined;
  readonly no_default_search_domain?: boolean | undefined;
}

export interface DnsResolutionConfig {
  readonly resolvers?: readonly Address[] | undefined;
  readonly dns_resolver_options?: DnsResolverOptions | undefined;
}

export interface SocketCmsgHeaders {
  readonly level?: google_protobuf.UInt32Value | undefined;
  readonly type?: google_protobuf.UInt32Value | undefined;
  readonly expected_size?: number | undefined;
}

export interface SocketOption {
  readonly description?: string | undefined;
  readonly level?: number | undefined;
  readonly name?: number | undefined;
  /** oneof value */
  readonly int_value?: number | undefined;
  /** oneof value */
  readonly buf_value?: Uint8Array | undefined;
  readonly state?: SocketOption_SocketState | undefined;
  readonly type?: SocketOption_SocketType | undefined;
  readonly ip_version?: SocketOption_SocketIpVersion | undefined;
}

export const SocketOption_SocketState = {
  STATE_PREBIND: 0,
  STATE_BOUND: 1,
  STATE_LISTENING: 2,
} as const;
export type SocketOption_SocketState = (typeof SocketOption_SocketState)[keyof typeof SocketOption_SocketState];

export const SocketOption_SocketIpVersion = {
  SOCKET_IP_VERSION_UNSPECIFIED: 0,
  SOCKET_IP_VERSION_IPV4: 1,
  SOCKET_IP_VERSION_IPV6: 2,
} as const;
export type SocketOption_SocketIpVersion = (typeof SocketOption_SocketIpVersion)[keyof typeof SocketOption_SocketIpVersion];

export interface SocketOption_SocketType {
  readonly stream?: SocketOption_SocketType_Stream | undefined;
  readonly datagram?: SocketOption_SocketType_Datagram | undefined;
}

export interface SocketOption_SocketType_Stream {
}

export interface SocketOption_SocketType_Datagram {
}

export interface SocketOptionsOverride {
  readonly socket_options?: readonly SocketOption[] | undefined;
}

export interface JsonFormatOptions {
  /** @deprecated */
  readonly sort_properties?: boolean | undefined;
}

export interface SubstitutionFormatString {
  /** oneof format; @deprecated */
  readonly text_format?: string | undefined;
  /** oneof format */
  readonly json_format?: google_protobuf.Struct | undefined;
  /** oneof format */
  readonly text_format_source?: DataSource | undefined;
  readonly omit_empty_values?: boolean | undefined;
  readonly content_type?: string | undefined;
  readonly formatters?: readonly TypedExtensionConfig[] | undefined;
  readonly json_format_options?: JsonFormatOptions | undefined;
}

export interface UdpSocketConfig {
  readonly max_rx_datagram_size?: google_protobuf.UInt64Value | undefined;
  readonly prefer_gro?: google_protobuf.BoolValue | undefined;
}
