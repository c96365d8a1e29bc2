// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../config/core/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';

export const AccessLogType = {
  NotSet: 0,
  TcpUpstreamConnected: 1,
  TcpPeriodic: 2,
  TcpConnectionStart: 14,
  TcpConnectionEnd: 3,
  DownstreamStart: 4,
  DownstreamPeriodic: 5,
  DownstreamEnd: 6,
  UpstreamPoolReady: 7,
  UpstreamPeriodic: 8,
  UpstreamEnd: 9,
  DownstreamTunnelSuccessfullyEstablished: 10,
  UdpTunnelUpstreamConnected: 11,
  UdpPeriodic: 12,
  UdpSessionEnd: 13,
} as const;
export type AccessLogType = (typeof AccessLogType)[keyof typeof AccessLogType];

export interface TCPAccessLogEntry {
  readonly common_properties?: AccessLogCommon | undefined;
  readonly connection_properties?: ConnectionProperties | undefined;
}

export interface HTTPAccessLogEntry {
  readonly common_properties?: AccessLogCommon | undefined;
  readonly protocol_version?: HTTPAccessLogEntry_HTTPVersion | undefined;
  readonly request?: HTTPRequestProperties | undefined;
  readonly response?: HTTPResponseProperties | undefined;
}

export const HTTPAccessLogEntry_HTTPVersion = {
  PROTOCOL_UNSPECIFIED: 0,
  HTTP10: 1,
  HTTP11: 2,
  HTTP2: 3,
  HTTP3: 4,
} as const;
export type HTTPAccessLogEntry_HTTPVersion = (typeof HTTPAccessLogEntry_HTTPVersion)[keyof typeof HTTPAccessLogEntry_HTTPVersion];

export interface ConnectionProperties {
  readonly received_bytes?: number | undefined;
  readonly sent_bytes?: number | undefined;
}

export interface AccessLogCommon {
  readonly sample_rate?: number | undefined;
  readonly downstream_remote_address?: envoy_config_core_v3.Address | undefined;
  readonly downstream_local_address?: envoy_config_core_v3.Address | undefined;
  readonly tls_properties?: TLSProperties | undefined;
  readonly start_time?: google_protobuf.Timestamp | undefined;
  readonly time_to_last_rx_byte?: google_protobuf.Duration | undefined;
  readonly time_to_first_upstream_tx_byte?: google_protobuf.Duration | undefined;
  readonly time_to_last_upstream_tx_byte?: google_protobuf.Duration | undefined;
  readonly time_to_first_upstream_rx_byte?: google_protobuf.Duration | undefined;
  readonly time_to_last_upstream_rx_byte?: google_protobuf.Duration | undefined;
  readonly time_to_first_downstream_tx_byte?: google_protobuf.Duration | undefined;
  readonly time_to_last_downstream_tx_byte?: google_protobuf.Duration | undefined;
  readonly upstream_remote_address?: envoy_config_core_v3.Address | undefined;
  readonly upstream_local_address?: envoy_config_core_v3.Address | undefined;
  readonly upstream_cluster?: string | undefined;
  readonly response_flags?: ResponseFlags | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  readonly upstream_transport_failure_reason?: string | undefined;
  readonly route_name?: string | undefined;
  readonly downstream_direct_remote_address?: envoy_config_core_v3.Address | undefined;
  readonly filter_state_objects?: { readonly [key: string]: google_protobuf.Any } | undefined;
  readonly custom_tags?: { readonly [key: string]: string } | undefined;
  readonly duration?: google_protobuf.Duration | undefined;
  readonly upstream_request_attempt_count?: number | undefined;
  readonly connection_termination_details?: string | undefined;
  readonly stream_id?: string | undefined;
  /** @deprecated */
  readonly intermediate_log_entry?: boolean | undefined;
  readonly downstream_transport_failure_reason?: string | undefined;
  readonly downstream_wire_bytes_sent?: number | undefined;
  readonly downstream_wire_bytes_received?: number | undefined;
  readonly upstream_wire_bytes_sent?: number | undefined;
  readonly upstream_wire_bytes_received?: number | undefined;
  readonly access_log_type?: AccessLogType | undefined;
}

export interface ResponseFlags {
  readonly failed_local_healthcheck?: boolean | undefined;
  readonly no_healthy_upstream?: boolean | undefined;
  readonly upstream_request_timeout?: boolean | undefined;
  readonly local_reset?: boolean | undefined;
  readonly upstream_remote_reset?: boolean | undefined;
  readonly upstream_connection_failure?: boolean | undefined;
  readonly upstream_connection_termination?: boolean | undefined;
  readonly upstream_overflow?: boolean | undefined;
  readonly no_route_found?: boolean | undefined;
  readonly delay_injected?: boolean | undefined;
  readonly fault_injected?: boolean | undefined;
  readonly rate_limited?: boolean | undefined;
  readonly unauthorized_details?: ResponseFlags_Unauthorized | undefined;
  readonly rate_limit_service_error?: boolean | undefined;
  readonly downstream_connection_termination?: boolean | undefined;
  readonly upstream_retry_limit_exceeded?: boolean | undefined;
  readonly stream_idle_timeout?: boolean | undefined;
  readonly invalid_envoy_request_headers?: boolean | undefined;
  readonly downstream_protocol_error?: boolean | undefined;
  readonly upstream_max_stream_duration_reached?: boolean | undefined;
  readonly response_from_cache_filter?: boolean | undefined;
  readonly no_filter_config_found?: boolean | undefined;
  readonly duration_timeout?: boolean | undefined;
  readonly upstream_protocol_error?: boolean | undefined;
  readonly no_cluster_found?: boolean | undefined;
  readonly overload_manager?: boolean | undefined;
  readonly dns_resolution_failure?: boolean | undefined;
  readonly downstream_remote_reset?: boolean | undefined;
}

export interface ResponseFlags_Unauthorized {
  readonly reason?: ResponseFlags_Unauthorized_Reason | undefined;
}

export const ResponseFlags_Unauthorized_Reason = {
  REASON_UNSPECIFIED: 0,
  EXTERNAL_SERVICE: 1,
} as const;
export type ResponseFlags_Unauthorized_Reason = (typeof ResponseFlags_Unauthorized_Reason)[keyof typeof ResponseFlags_Unauthorized_Reason];

export interface TLSProperties {
  readonly tls_version?: TLSProperties_TLSVersion | undefined;
  readonly tls_cipher_suite?: google_protobuf.UInt32Value | undefined;
  readonly tls_sni_hostname?: string | undefined;
  readonly local_certificate_properties?: TLSProperties_CertificateProperties | undefined;
  readonly peer_certificate_properties?: TLSProperties_CertificateProperties | undefined;
  readonly tls_session_id?: string | undefined;
  readonly ja3_fingerprint?: string | undefined;
}

export const TLSProperties_TLSVersion = {
  VERSION_UNSPECIFIED: 0,
  TLSv1: 1,
  TLSv1_1: 2,
  TLSv1_2: 3,
  TLSv1_3: 4,
} as const;
export type TLSProperties_TLSVersion = (typeof TLSProperties_TLSVersion)[keyof typeof TLSProperties_TLSVersion];

export interface TLSProperties_CertificateProperties {
  readonly subject_alt_name?: readonly TLSProperties_CertificateProperties_SubjectAltName[] | undefined;
  readonly subject?: string | undefined;
  readonly issuer?: string | undefined;
}

export interface TLSProperties_CertificateProperties_SubjectAltName {
  /** oneof san */
  readonly uri?: string | undefined;
  /** oneof san */
  readonly dns?: string | undefined;
}

export interface HTTPRequestProperties {
  readonly request_method?: envoy_config_core_v3.RequestMethod | undefined;
  readonly scheme?: string | undefined;
  readonly authority?: string | undefined;
  readonly port?: google_protobuf.UInt32Value | undefined;
  readonly path?: string | undefined;
  readonly user_agent?: string | undefined;
  readonly referer?: string | undefined;
  readonly forwarded_for?: string | undefined;
  readonly request_id?: string | undefined;
  readonly original_path?: string | undefined;
  readonly request_headers_bytes?: number | undefined;
  readonly request_body_bytes?: number | undefined;
  readonly request_headers?: { readonly [key: string]: string } | undefined;
  readonly upstream_header_bytes_sent?: number | undefined;
  readonly downstream_header_bytes_received?: number | undefined;
}

export interface HTTPResponseProperties {
  readonly response_code?: google_protobuf.UInt32Value | undefined;
  readonly response_headers_bytes?: number | undefined;
  readonly response_body_bytes?: number | undefined;
  readonly response_headers?: { readonly [key: string]: string } | undefined;
  readonly response_trailers?: { readonly [key: string]: string } | undefined;
  readonly response_code_details?: string | undefined;
  readonly upstream_header_bytes_received?: number | undefined;
  readonly downstream_header_bytes_sent?: number | undefined;
}
