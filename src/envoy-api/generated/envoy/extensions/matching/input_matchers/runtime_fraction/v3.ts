// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface RuntimeFraction {
  readonly runtime_fraction?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly seed?: number | undefined;
}
