// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface FilterChainConfig {
  readonly default_filter_chain?: FilterChain | undefined;
}

export interface FilterChainConfigPerRoute {
  readonly filter_chain?: FilterChain | undefined;
}

export interface FilterChain {
  readonly filters?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}
