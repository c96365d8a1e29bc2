// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_cluster_v3 from '../../../config/cluster/v3.js';

export interface WrrLocality {
  readonly endpoint_picking_policy?: envoy_config_cluster_v3.LoadBalancingPolicy | undefined;
}
