// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_cluster_v3 from '../../../config/cluster/v3.js';
import type * as envoy_type_metadata_v3 from '../../../type/metadata/v3.js';

export interface OverrideHost {
  readonly override_host_sources?: readonly OverrideHost_OverrideHostSource[] | undefined;
  readonly selected_host_key?: envoy_type_metadata_v3.MetadataKey | undefined;
  readonly fallback_policy?: envoy_config_cluster_v3.LoadBalancingPolicy | undefined;
}

export interface OverrideHost_OverrideHostSource {
  readonly header?: string | undefined;
  readonly metadata?: envoy_type_metadata_v3.MetadataKey | undefined;
}
