// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_load_balancing_policies_common_v3 from '../common/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface ClientSideWeightedRoundRobin {
  readonly enable_oob_load_report?: google_protobuf.BoolValue | undefined;
  readonly oob_reporting_period?: google_protobuf.Duration | undefined;
  readonly blackout_period?: google_protobuf.Duration | undefined;
  readonly weight_expiration_period?: google_protobuf.Duration | undefined;
  readonly weight_update_period?: google_protobuf.Duration | undefined;
  readonly error_utilization_penalty?: google_protobuf.FloatValue | undefined;
  readonly metric_names_for_computing_utilization?: readonly string[] | undefined;
  readonly slow_start_config?: envoy_extensions_load_balancing_policies_common_v3.SlowStartConfig | undefined;
  readonly oob_reporting_config?: envoy_extensions_load_balancing_policies_common_v3.OrcaOobReportingConfig | undefined;
}
