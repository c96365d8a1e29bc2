// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';

export interface AlwaysOnSamplerConfig {
}

export interface ParentBasedSamplerConfig {
  readonly wrapped_sampler?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface TraceIdRatioBasedSamplerConfig {
  readonly sampling_percentage?: envoy_type_v3.FractionalPercent | undefined;
}
