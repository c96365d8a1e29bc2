// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_config_route_v3 from '../../../config/route/v3.js';
import type * as envoy_type_v3 from '../../../type/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface LocalityLbConfig {
  /** oneof locality_config_specifier */
  readonly zone_aware_lb_config?: LocalityLbConfig_ZoneAwareLbConfig | undefined;
  /** oneof locality_config_specifier */
  readonly locality_weighted_lb_config?: LocalityLbConfig_LocalityWeightedLbConfig | undefined;
}

export interface LocalityLbConfig_ZoneAwareLbConfig {
  readonly routing_enabled?: envoy_type_v3.Percent | undefined;
  readonly min_cluster_size?: google_protobuf.UInt64Value | undefined;
  readonly fail_traffic_on_panic?: boolean | undefined;
  /** @deprecated */
  readonly force_locality_direct_routing?: boolean | undefined;
  readonly force_local_zone?: LocalityLbConfig_ZoneAwareLbConfig_ForceLocalZone | undefined;
  readonly locality_basis?: LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis | undefined;
}

export const LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis = {
  HEALTHY_HOSTS_NUM: 0,
  HEALTHY_HOSTS_WEIGHT: 1,
} as const;
export type LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis = (typeof LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis)[keyof typeof LocalityLbConfig_ZoneAwareLbConfig_LocalityBasis];

export interface LocalityLbConfig_ZoneAwareLbConfig_ForceLocalZone {
  readonly min_size?: google_protobuf.UInt32Value | undefined;
}

export interface LocalityLbConfig_LocalityWeightedLbConfig {
}

export interface SlowStartConfig {
  readonly slow_start_window?: google_protobuf.Duration | undefined;
  readonly aggression?: envoy_config_core_v3.RuntimeDouble | undefined;
  readonly min_weight_percent?: envoy_type_v3.Percent | undefined;
}

export interface ConsistentHashingLbConfig {
  readonly use_hostname_for_hashing?: boolean | undefined;
  readonly hash_balance_factor?: google_protobuf.UInt32Value | undefined;
  readonly hash_policy?: readonly envoy_config_route_v3.RouteAction_HashPolicy[] | undefined;
}

export interface OrcaOobReportingConfig {
  readonly port_value?: number | undefined;
  readonly authority?: string | undefined;
  readonly transport_socket_match_criteria?: google_protobuf.Struct | undefined;
}
