// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_extensions_load_balancing_policies_common_v3 from '../common/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface LeastRequest {
  readonly choice_count?: google_protobuf.UInt32Value | undefined;
  readonly active_request_bias?: envoy_config_core_v3.RuntimeDouble | undefined;
  readonly slow_start_config?: envoy_extensions_load_balancing_policies_common_v3.SlowStartConfig | undefined;
  readonly locality_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig | undefined;
  /** @deprecated */
  readonly enable_full_scan?: google_protobuf.BoolValue | undefined;
  readonly selection_method?: LeastRequest_SelectionMethod | undefined;
}

export const LeastRequest_SelectionMethod = {
  N_CHOICES: 0,
  FULL_SCAN: 1,
} as const;
export type LeastRequest_SelectionMethod = (typeof LeastRequest_SelectionMethod)[keyof typeof LeastRequest_SelectionMethod];
