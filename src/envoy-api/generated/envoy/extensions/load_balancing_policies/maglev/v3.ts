// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_load_balancing_policies_common_v3 from '../common/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface Maglev {
  readonly table_size?: google_protobuf.UInt64Value | undefined;
  readonly consistent_hashing_lb_config?: envoy_extensions_load_balancing_policies_common_v3.ConsistentHashingLbConfig | undefined;
  readonly locality_weighted_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig_LocalityWeightedLbConfig | undefined;
}
