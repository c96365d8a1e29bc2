// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';
import type * as opentelemetry_proto_common_v1 from '../../../../opentelemetry/proto/common/v1.js';
import type * as xds_type_matcher_v3 from '../../../../xds/type/matcher/v3.js';

export interface SinkConfig {
  /** oneof protocol_specifier */
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  /** oneof protocol_specifier */
  readonly http_service?: envoy_config_core_v3.HttpService | undefined;
  readonly resource_detectors?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly report_counters_as_deltas?: boolean | undefined;
  readonly report_histograms_as_deltas?: boolean | undefined;
  readonly emit_tags_as_attributes?: google_protobuf.BoolValue | undefined;
  readonly use_tag_extracted_name?: google_protobuf.BoolValue | undefined;
  readonly prefix?: string | undefined;
  readonly custom_metric_conversions?: xds_type_matcher_v3.Matcher | undefined;
  readonly max_data_points_per_request?: number | undefined;
}

export interface SinkConfig_ConversionAction {
  readonly metric_name?: string | undefined;
  readonly static_metric_labels?: readonly opentelemetry_proto_common_v1.KeyValue[] | undefined;
}

export interface SinkConfig_DropAction {
}
