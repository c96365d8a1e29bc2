// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';

export interface ClusterConfig {
  readonly clusters?: readonly string[] | undefined;
}

export interface AggregateClusterResource {
  readonly config_source?: envoy_config_core_v3.ConfigSource | undefined;
  readonly resource_name?: string | undefined;
}
