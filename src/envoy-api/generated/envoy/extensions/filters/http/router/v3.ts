// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_accesslog_v3 from '../../../../config/accesslog/v3.js';
import type * as envoy_extensions_filters_network_http_connection_manager_v3 from '../../network/http_connection_manager/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Router {
  readonly dynamic_stats?: google_protobuf.BoolValue | undefined;
  /** @deprecated */
  readonly start_child_span?: boolean | undefined;
  readonly upstream_log?: readonly envoy_config_accesslog_v3.AccessLog[] | undefined;
  readonly upstream_log_options?: Router_UpstreamAccessLogOptions | undefined;
  readonly suppress_envoy_headers?: boolean | undefined;
  readonly strict_check_headers?: readonly string[] | undefined;
  readonly respect_expected_rq_timeout?: boolean | undefined;
  readonly suppress_grpc_request_failure_code_stats?: boolean | undefined;
  readonly upstream_http_filters?: readonly envoy_extensions_filters_network_http_connection_manager_v3.HttpFilter[] | undefined;
  readonly reject_connect_request_early_data?: google_protobuf.BoolValue | undefined;
}

export interface Router_UpstreamAccessLogOptions {
  readonly flush_upstream_log_on_upstream_stream?: boolean | undefined;
  readonly upstream_log_flush_interval?: google_protobuf.Duration | undefined;
}
