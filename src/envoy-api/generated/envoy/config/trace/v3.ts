// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';

export interface Tracing {
  readonly http?: Tracing_Http | undefined;
}

export interface Tracing_Http {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface OpenTelemetryConfig {
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  readonly http_service?: envoy_config_core_v3.HttpService | undefined;
  readonly exporter?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly service_name?: string | undefined;
  readonly resource_detectors?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly sampler?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly max_cache_size?: google_protobuf.UInt32Value | undefined;
  readonly set_telemetry_sdk_resource_attributes?: google_protobuf.BoolValue | undefined;
  readonly set_service_name_resource_attribute?: google_protobuf.BoolValue | undefined;
  readonly set_instrumentation_scope?: google_protobuf.BoolValue | undefined;
}
