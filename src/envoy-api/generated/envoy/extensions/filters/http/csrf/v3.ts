// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';

export interface CsrfPolicy {
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly shadow_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly additional_origins?: readonly envoy_type_matcher_v3.StringMatcher[] | undefined;
}
