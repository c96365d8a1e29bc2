// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface GradientControllerConfig {
  readonly sample_aggregate_percentile?: envoy_type_v3.Percent | undefined;
  readonly concurrency_limit_params?: GradientControllerConfig_ConcurrencyLimitCalculationParams | undefined;
  readonly min_rtt_calc_params?: GradientControllerConfig_MinimumRTTCalculationParams | undefined;
}

export interface GradientControllerConfig_ConcurrencyLimitCalculationParams {
  readonly max_concurrency_limit?: google_protobuf.UInt32Value | undefined;
  readonly concurrency_update_interval?: google_protobuf.Duration | undefined;
  readonly min_concurrency_limit?: google_protobuf.UInt32Value | undefined;
}

export interface GradientControllerConfig_MinimumRTTCalculationParams {
  readonly interval?: google_protobuf.Duration | undefined;
  readonly fixed_value?: google_protobuf.Duration | undefined;
  readonly request_count?: google_protobuf.UInt32Value | undefined;
  readonly jitter?: envoy_type_v3.Percent | undefined;
  readonly min_concurrency?: google_protobuf.UInt32Value | undefined;
  readonly buffer?: envoy_type_v3.Percent | undefined;
}

export interface AdaptiveConcurrency {
  /** oneof concurrency_controller_config */
  readonly gradient_controller_config?: GradientControllerConfig | undefined;
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  readonly concurrency_limit_exceeded_status?: envoy_type_v3.HttpStatus | undefined;
}
