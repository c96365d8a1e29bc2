// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface BandwidthLimit {
  readonly stat_prefix?: string | undefined;
  readonly enable_mode?: BandwidthLimit_EnableMode | undefined;
  readonly limit_kbps?: google_protobuf.UInt64Value | undefined;
  readonly fill_interval?: google_protobuf.Duration | undefined;
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  readonly enable_response_trailers?: boolean | undefined;
  readonly response_trailer_prefix?: string | undefined;
}

export const BandwidthLimit_EnableMode = {
  DISABLED: 0,
  REQUEST: 1,
  RESPONSE: 2,
  REQUEST_AND_RESPONSE: 3,
} as const;
export type BandwidthLimit_EnableMode = (typeof BandwidthLimit_EnableMode)[keyof typeof BandwidthLimit_EnableMode];
