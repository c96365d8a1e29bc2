// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_load_balancing_policies_common_v3 from '../common/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface RingHash {
  readonly hash_function?: RingHash_HashFunction | undefined;
  readonly minimum_ring_size?: google_protobuf.UInt64Value | undefined;
  readonly maximum_ring_size?: google_protobuf.UInt64Value | undefined;
  /** @deprecated */
  readonly use_hostname_for_hashing?: boolean | undefined;
  /** @deprecated */
  readonly hash_balance_factor?: google_protobuf.UInt32Value | undefined;
  readonly consistent_hashing_lb_config?: envoy_extensions_load_balancing_policies_common_v3.ConsistentHashingLbConfig | undefined;
  readonly locality_weighted_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig_LocalityWeightedLbConfig | undefined;
}

export const RingHash_HashFunction = {
  DEFAULT_HASH: 0,
  XX_HASH: 1,
  MURMUR_HASH_2: 2,
} as const;
export type RingHash_HashFunction = (typeof RingHash_HashFunction)[keyof typeof RingHash_HashFunction];
