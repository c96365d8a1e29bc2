// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_accesslog_v3 from '../../../../config/accesslog/v3.js';
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';
import type * as xds_type_matcher_v3 from '../../../../../xds/type/matcher/v3.js';

export interface Route {
  readonly cluster?: string | undefined;
}

export interface UdpProxyConfig {
  readonly stat_prefix?: string | undefined;
  /** oneof route_specifier; @deprecated */
  readonly cluster?: string | undefined;
  /** oneof route_specifier */
  readonly matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly idle_timeout?: google_protobuf.Duration | undefined;
  readonly use_original_src_ip?: boolean | undefined;
  readonly hash_policies?: readonly UdpProxyConfig_HashPolicy[] | undefined;
  readonly upstream_socket_config?: envoy_config_core_v3.UdpSocketConfig | undefined;
  readonly use_per_packet_load_balancing?: boolean | undefined;
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[] | undefined;
  readonly proxy_access_log?: readonly envoy_config_accesslog_v3.AccessLog[] | undefined;
  readonly session_filters?: readonly UdpProxyConfig_SessionFilter[] | undefined;
  readonly tunneling_config?: UdpProxyConfig_UdpTunnelingConfig | undefined;
  readonly access_log_options?: UdpProxyConfig_UdpAccessLogOptions | undefined;
}

export interface UdpProxyConfig_HashPolicy {
  /** oneof policy_specifier */
  readonly source_ip?: boolean | undefined;
  /** oneof policy_specifier */
  readonly key?: string | undefined;
}

export interface UdpProxyConfig_SessionFilter {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
  /** oneof config_type */
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource | undefined;
}

export interface UdpProxyConfig_UdpTunnelingConfig {
  readonly proxy_host?: string | undefined;
  readonly proxy_port?: google_protobuf.UInt32Value | undefined;
  readonly target_host?: string | undefined;
  readonly default_target_port?: number | undefined;
  readonly use_post?: boolean | undefined;
  readonly post_path?: string | undefined;
  readonly retry_options?: UdpProxyConfig_UdpTunnelingConfig_RetryOptions | undefined;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly buffer_options?: UdpProxyConfig_UdpTunnelingConfig_BufferOptions | undefined;
  readonly propagate_response_headers?: boolean | undefined;
  readonly propagate_response_trailers?: boolean | undefined;
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}

export interface UdpProxyConfig_UdpTunnelingConfig_BufferOptions {
  readonly max_buffered_datagrams?: google_protobuf.UInt32Value | undefined;
  readonly max_buffered_bytes?: google_protobuf.UInt64Value | undefined;
}

export interface UdpProxyConfig_UdpTunnelingConfig_RetryOptions {
  readonly max_connect_attempts?: google_protobuf.UInt32Value | undefined;
  readonly backoff_options?: envoy_config_core_v3.BackoffStrategy | undefined;
}

export interface UdpProxyConfig_UdpAccessLogOptions {
  readonly access_log_flush_interval?: google_protobuf.Duration | undefined;
  readonly flush_access_log_on_tunnel_connected?: boolean | undefined;
}
