// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as envoy_extensions_filters_common_fault_v3 from '../../common/fault/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface FaultAbort {
  /** oneof error_type */
  readonly http_status?: number | undefined;
  /** oneof error_type */
  readonly grpc_status?: number | undefined;
  /** oneof error_type */
  readonly header_abort?: FaultAbort_HeaderAbort | undefined;
  readonly percentage?: envoy_type_v3.FractionalPercent | undefined;
  readonly response_body?: string | undefined;
}

export interface FaultAbort_HeaderAbort {
}

export interface HTTPFault {
  readonly delay?: envoy_extensions_filters_common_fault_v3.FaultDelay | undefined;
  readonly abort?: FaultAbort | undefined;
  readonly upstream_cluster?: string | undefined;
  readonly headers?: readonly envoy_config_route_v3.HeaderMatcher[] | undefined;
  readonly downstream_nodes?: readonly string[] | undefined;
  readonly max_active_faults?: google_protobuf.UInt32Value | undefined;
  readonly response_rate_limit?: envoy_extensions_filters_common_fault_v3.FaultRateLimit | undefined;
  readonly delay_percent_runtime?: string | undefined;
  readonly abort_percent_runtime?: string | undefined;
  readonly delay_duration_runtime?: string | undefined;
  readonly abort_http_status_runtime?: string | undefined;
  readonly max_active_faults_runtime?: string | undefined;
  readonly response_rate_limit_percent_runtime?: string | undefined;
  readonly abort_grpc_status_runtime?: string | undefined;
  readonly disable_downstream_cluster_stats?: boolean | undefined;
  readonly filter_metadata?: google_protobuf.Struct | undefined;
}
