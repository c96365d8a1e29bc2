// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_extensions_access_loggers_grpc_v3 from '../grpc/v3.js';
import type * as envoy_type_tracing_v3 from '../../../type/tracing/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';
import type * as opentelemetry_proto_common_v1 from '../../../../opentelemetry/proto/common/v1.js';

export interface OpenTelemetryAccessLogConfig {
  /** @deprecated */
  readonly common_config?: envoy_extensions_access_loggers_grpc_v3.CommonGrpcAccessLogConfig | undefined;
  readonly http_service?: envoy_config_core_v3.HttpService | undefined;
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  readonly disable_builtin_labels?: boolean | undefined;
  readonly resource_attributes?: opentelemetry_proto_common_v1.KeyValueList | undefined;
  readonly resource_detectors?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly body?: opentelemetry_proto_common_v1.AnyValue | undefined;
  readonly attributes?: opentelemetry_proto_common_v1.KeyValueList | undefined;
  readonly stat_prefix?: string | undefined;
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly log_name?: string | undefined;
  readonly buffer_flush_interval?: google_protobuf.Duration | undefined;
  readonly buffer_size_bytes?: google_protobuf.UInt32Value | undefined;
  readonly filter_state_objects_to_log?: readonly string[] | undefined;
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[] | undefined;
}
