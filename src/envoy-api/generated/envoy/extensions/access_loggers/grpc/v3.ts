// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_type_tracing_v3 from '../../../type/tracing/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface HttpGrpcAccessLogConfig {
  readonly common_config?: CommonGrpcAccessLogConfig | undefined;
  readonly additional_request_headers_to_log?: readonly string[] | undefined;
  readonly additional_response_headers_to_log?: readonly string[] | undefined;
  readonly additional_response_trailers_to_log?: readonly string[] | undefined;
}

export interface TcpGrpcAccessLogConfig {
  readonly common_config?: CommonGrpcAccessLogConfig | undefined;
}

export interface CommonGrpcAccessLogConfig {
  readonly log_name?: string | undefined;
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion | undefined;
  readonly buffer_flush_interval?: google_protobuf.Duration | undefined;
  readonly buffer_size_bytes?: google_protobuf.UInt32Value | undefined;
  readonly filter_state_objects_to_log?: readonly string[] | undefined;
  readonly grpc_stream_retry_policy?: envoy_config_core_v3.RetryPolicy | undefined;
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[] | undefined;
}
