// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as xds_type_matcher_v3 from '../../../../../xds/type/matcher/v3.js';

export interface Composite {
  readonly named_filter_chains?: { readonly [key: string]: FilterChainConfiguration } | undefined;
  readonly matcher?: xds_type_matcher_v3.Matcher | undefined;
}

export interface CompositePerRoute {
  readonly matcher?: xds_type_matcher_v3.Matcher | undefined;
}

export interface FilterChainConfiguration {
  readonly typed_config?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}

export interface DynamicConfig {
  readonly name?: string | undefined;
  readonly config_discovery?: envoy_config_core_v3.ExtensionConfigSource | undefined;
}

export interface ExecuteFilterAction {
  readonly typed_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly dynamic_config?: DynamicConfig | undefined;
  readonly filter_chain?: FilterChainConfiguration | undefined;
  readonly filter_chain_name?: string | undefined;
  readonly sample_percent?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
}
