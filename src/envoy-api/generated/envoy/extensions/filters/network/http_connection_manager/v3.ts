// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_accesslog_v3 from '../../../../config/accesslog/v3.js';
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as envoy_config_trace_v3 from '../../../../config/trace/v3.js';
import type * as envoy_type_http_v3 from '../../../../type/http/v3.js';
import type * as envoy_type_tracing_v3 from '../../../../type/tracing/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';
import type * as xds_type_matcher_v3 from '../../../../../xds/type/matcher/v3.js';

export interface HttpConnectionManager {
  readonly codec_type?: HttpConnectionManager_CodecType | undefined;
  readonly stat_prefix?: string | undefined;
  /** oneof route_specifier */
  readonly rds?: Rds | undefined;
  /** oneof route_specifier */
  readonly route_config?: envoy_config_route_v3.RouteConfiguration | undefined;
  /** oneof route_specifier */
  readonly scoped_routes?: ScopedRoutes | undefined;
  readonly http_filters?: readonly HttpFilter[] | undefined;
  readonly add_user_agent?: google_protobuf.BoolValue | undefined;
  readonly tracing?: HttpConnectionManager_Tracing | undefined;
  readonly common_http_protocol_options?: envoy_config_core_v3.HttpProtocolOptions | undefined;
  readonly http1_safe_max_connection_duration?: boolean | undefined;
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions | undefined;
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions | undefined;
  readonly http3_protocol_options?: envoy_config_core_v3.Http3ProtocolOptions | undefined;
  readonly server_name?: string | undefined;
  readonly server_header_transformation?: HttpConnectionManager_ServerHeaderTransformation | undefined;
  readonly scheme_header_transformation?: envoy_config_core_v3.SchemeHeaderTransformation | undefined;
  readonly max_request_headers_kb?: google_protobuf.UInt32Value | undefined;
  readonly stream_idle_timeout?: google_protobuf.Duration | undefined;
  readonly stream_flush_timeout?: google_protobuf.Duration | undefined;
  readonly request_timeout?: google_protobuf.Duration | undefined;
  readonly request_headers_timeout?: google_protobuf.Duration | undefined;
  readonly drain_timeout?: google_protobuf.Duration | undefined;
  readonly drain_timeout_jitter?: envoy_type_v3.Percent | undefined;
  readonly delayed_close_timeout?: google_protobuf.Duration | undefined;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[] | undefined;
  /** @deprecated */
  readonly access_log_flush_interval?: google_protobuf.Duration | undefined;
  /** @deprecated */
  readonly flush_access_log_on_new_request?: boolean | undefined;
  readonly access_log_options?: HttpConnectionManager_HcmAccessLogOptions | undefined;
  readonly use_remote_address?: google_protobuf.BoolValue | undefined;
  readonly xff_num_trusted_hops?: number | undefined;
  readonly original_ip_detection_extensions?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly early_header_mutation_extensions?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly internal_address_config?: HttpConnectionManager_InternalAddressConfig | undefined;
  readonly skip_xff_append?: boolean | undefined;
  readonly via?: string | undefined;
  readonly generate_request_id?: google_protobuf.BoolValue | undefined;
  readonly preserve_external_request_id?: boolean | undefined;
  readonly always_set_request_id_in_response?: boolean | undefined;
  readonly forward_client_cert_details?: HttpConnectionManager_ForwardClientCertDetails | undefined;
  readonly set_current_client_cert_details?: HttpConnectionManager_SetCurrentClientCertDetails | undefined;
  readonly forward_client_cert_matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly proxy_100_continue?: boolean | undefined;
  readonly represent_ipv4_remote_address_as_ipv4_mapped_ipv6?: boolean | undefined;
  readonly upgrade_configs?: readonly HttpConnectionManager_UpgradeConfig[] | undefined;
  readonly normalize_path?: google_protobuf.BoolValue | undefined;
  readonly merge_slashes?: boolean | undefined;
  readonly path_with_escaped_slashes_action?: HttpConnectionManager_PathWithEscapedSlashesAction | undefined;
  readonly request_id_extension?: RequestIDExtension | undefined;
  readonly local_reply_config?: LocalReplyConfig | undefined;
  readonly strip_matching_host_port?: boolean | undefined;
  /** oneof strip_port_mode */
  readonly strip_any_host_port?: boolean | undefined;
  readonly stream_error_on_invalid_http_message?: google_protobuf.BoolValue | undefined;
  readonly path_normalization_options?: HttpConnectionManager_PathNormalizationOptions | undefined;
  readonly strip_trailing_host_dot?: boolean | undefined;
  readonly proxy_status_config?: HttpConnectionManager_ProxyStatusConfig | undefined;
  readonly typed_header_validation_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly append_x_forwarded_port?: boolean | undefined;
  readonly append_local_overload?: boolean | undefined;
  readonly add_proxy_protocol_connection_state?: google_protobuf.BoolValue | undefined;
  readonly forward_proto_config?: ForwardProtoConfig | undefined;
  readonly record_route_resolution_stats?: boolean | undefined;
}

export const HttpConnectionManager_CodecType = {
  AUTO: 0,
  HTTP1: 1,
  HTTP2: 2,
  HTTP3: 3,
} as const;
export type HttpConnectionManager_CodecType = (typeof HttpConnectionManager_CodecType)[keyof typeof HttpConnectionManager_CodecType];

export const HttpConnectionManager_ServerHeaderTransformation = {
  OVERWRITE: 0,
  APPEND_IF_ABSENT: 1,
  PASS_THROUGH: 2,
} as const;
export type HttpConnectionManager_ServerHeaderTransformation = (typeof HttpConnectionManager_ServerHeaderTransformation)[keyof typeof HttpConnectionManager_ServerHeaderTransformation];

export const HttpConnectionManager_ForwardClientCertDetails = {
  SANITIZE: 0,
  FORWARD_ONLY: 1,
  APPEND_FORWARD: 2,
  SANITIZE_SET: 3,
  ALWAYS_FORWARD_ONLY: 4,
} as const;
export type HttpConnectionManager_ForwardClientCertDetails = (typeof HttpConnectionManager_ForwardClientCertDetails)[keyof typeof HttpConnectionManager_ForwardClientCertDetails];

export const HttpConnectionManager_PathWithEscapedSlashesAction = {
  IMPLEMENTATION_SPECIFIC_DEFAULT: 0,
  KEEP_UNCHANGED: 1,
  REJECT_REQUEST: 2,
  UNESCAPE_AND_REDIRECT: 3,
  UNESCAPE_AND_FORWARD: 4,
} as const;
export type HttpConnectionManager_PathWithEscapedSlashesAction = (typeof HttpConnectionManager_PathWithEscapedSlashesAction)[keyof typeof HttpConnectionManager_PathWithEscapedSlashesAction];

export const HttpConnectionManager_ForwardClientCertFormat = {
  TEXT: 0,
  JSON: 1,
} as const;
export type HttpConnectionManager_ForwardClientCertFormat = (typeof HttpConnectionManager_ForwardClientCertFormat)[keyof typeof HttpConnectionManager_ForwardClientCertFormat];

export interface HttpConnectionManager_Tracing {
  readonly client_sampling?: envoy_type_v3.Percent | undefined;
  readonly random_sampling?: envoy_type_v3.Percent | undefined;
  readonly overall_sampling?: envoy_type_v3.Percent | undefined;
  readonly verbose?: boolean | undefined;
  readonly max_path_tag_length?: google_protobuf.UInt32Value | undefined;
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[] | undefined;
  readonly provider?: envoy_config_trace_v3.Tracing_Http | undefined;
  readonly spawn_upstream_span?: google_protobuf.BoolValue | undefined;
  readonly operation?: string | undefined;
  readonly upstream_operation?: string | undefined;
  readonly no_context_propagation?: boolean | undefined;
}

export const HttpConnectionManager_Tracing_OperationName = {
  INGRESS: 0,
  EGRESS: 1,
} as const;
export type HttpConnectionManager_Tracing_OperationName = (typeof HttpConnectionManager_Tracing_OperationName)[keyof typeof HttpConnectionManager_Tracing_OperationName];

export interface HttpConnectionManager_InternalAddressConfig {
  readonly unix_sockets?: boolean | undefined;
  readonly cidr_ranges?: readonly envoy_config_core_v3.CidrRange[] | undefined;
}

export interface HttpConnectionManager_SetCurrentClientCertDetails {
  readonly subject?: google_protobuf.BoolValue | undefined;
  readonly cert?: boolean | undefined;
  readonly chain?: boolean | undefined;
  readonly dns?: boolean | undefined;
  readonly uri?: boolean | undefined;
  readonly issuer?: boolean | undefined;
  readonly format?: HttpConnectionManager_ForwardClientCertFormat | undefined;
}

export interface HttpConnectionManager_ForwardClientCertConfig {
  readonly forward_client_cert_details?: HttpConnectionManager_ForwardClientCertDetails | undefined;
  readonly set_current_client_cert_details?: HttpConnectionManager_SetCurrentClientCertDetails | undefined;
}

export interface HttpConnectionManager_UpgradeConfig {
  readonly upgrade_type?: string | undefined;
  readonly filters?: readonly HttpFilter[] | undefined;
  readonly enabled?: google_protobuf.BoolValue | undefined;
}

export interface HttpConnectionManager_PathNormalizationOptions {
  readonly forwarding_transformation?: envoy_type_http_v3.PathTransformation | undefined;
  readonly http_filter_transformation?: envoy_type_http_v3.PathTransformation | undefined;
}

export interface HttpConnectionManager_ProxyStatusConfig {
  readonly remove_details?: boolean | undefined;
  readonly remove_connection_termination_details?: boolean | undefined;
  readonly remove_response_flags?: boolean | undefined;
  readonly set_recommended_response_code?: boolean | undefined;
  /** oneof proxy_name */
  readonly use_node_id?: boolean | undefined;
  /** oneof proxy_name */
  readonly literal_proxy_name?: string | undefined;
}

export interface HttpConnectionManager_HcmAccessLogOptions {
  readonly access_log_flush_interval?: google_protobuf.Duration | undefined;
  readonly flush_access_log_on_new_request?: boolean | undefined;
  readonly flush_log_on_tunnel_successfully_established?: boolean | undefined;
}

export interface ForwardProtoConfig {
  readonly https_destination_ports?: readonly number[] | undefined;
  readonly http_destination_ports?: readonly number[] | undefined;
}

export interface LocalReplyConfig {
  readonly mappers?: readonly ResponseMapper[] | undefined;
  readonly body_format?: envoy_config_core_v3.SubstitutionFormatString | undefined;
}

export interface ResponseMapper {
  readonly filter?: envoy_config_accesslog_v3.AccessLogFilter | undefined;
  readonly status_code?: google_protobuf.UInt32Value | undefined;
  readonly body?: envoy_config_core_v3.DataSource | undefined;
  readonly body_format_override?: envoy_config_core_v3.SubstitutionFormatString | undefined;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
}

export interface Rds {
  readonly config_source?: envoy_config_core_v3.ConfigSource | undefined;
  readonly route_config_name?: string | undefined;
}

export interface ScopedRouteConfigurationsList {
  readonly scoped_route_configurations?: readonly envoy_config_route_v3.ScopedRouteConfiguration[] | undefined;
}

export interface ScopedRoutes {
  readonly name?: string | undefined;
  readonly scope_key_builder?: ScopedRoutes_ScopeKeyBuilder | undefined;
  readonly rds_config_source?: envoy_config_core_v3.ConfigSource | undefined;
  /** oneof config_specifier */
  readonly scoped_route_configurations_list?: ScopedRouteConfigurationsList | undefined;
  /** oneof config_specifier */
  readonly scoped_rds?: ScopedRds | undefined;
}

export interface ScopedRoutes_ScopeKeyBuilder {
  readonly fragments?: readonly ScopedRoutes_ScopeKeyBuilder_FragmentBuilder[] | undefined;
}

export interface ScopedRoutes_ScopeKeyBuilder_FragmentBuilder {
  /** oneof type */
  readonly header_value_extractor?: ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor | undefined;
}

export interface ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor {
  readonly name?: string | undefined;
  readonly element_separator?: string | undefined;
  /** oneof extract_type */
  readonly index?: number | undefined;
  /** oneof extract_type */
  readonly element?: ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor_KvElement | undefined;
}

export interface ScopedRoutes_ScopeKeyBuilder_FragmentBuilder_HeaderValueExtractor_KvElement {
  readonly separator?: string | undefined;
  readonly key?: string | undefined;
}

export interface ScopedRds {
  readonly scoped_rds_config_source?: envoy_config_core_v3.ConfigSource | undefined;
  readonly srds_resources_locator?: string | undefined;
}

export interface HttpFilter {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
  /** oneof config_type */
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource | undefined;
  readonly is_optional?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

export interface RequestIDExtension {
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface EnvoyMobileHttpConnectionManager {
  readonly config?: HttpConnectionManager | undefined;
}
