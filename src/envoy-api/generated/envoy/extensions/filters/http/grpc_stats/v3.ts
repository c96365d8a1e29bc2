// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface FilterConfig {
  readonly emit_filter_state?: boolean | undefined;
  /** oneof per_method_stat_specifier */
  readonly individual_method_stats_allowlist?: envoy_config_core_v3.GrpcMethodList | undefined;
  /** oneof per_method_stat_specifier */
  readonly stats_for_all_methods?: google_protobuf.BoolValue | undefined;
  readonly enable_upstream_stats?: boolean | undefined;
  readonly replace_dots_in_grpc_service_name?: boolean | undefined;
}

export interface FilterObject {
  readonly request_message_count?: number | undefined;
  readonly response_message_count?: number | undefined;
}
