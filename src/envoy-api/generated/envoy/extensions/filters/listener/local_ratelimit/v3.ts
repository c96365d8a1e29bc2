// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';

export interface LocalRateLimit {
  readonly stat_prefix?: string | undefined;
  readonly token_bucket?: envoy_type_v3.TokenBucket | undefined;
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
}
