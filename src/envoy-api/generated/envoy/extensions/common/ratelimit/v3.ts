// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_v3 from '../../../type/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export const XRateLimitHeadersRFCVersion = {
  OFF: 0,
  DRAFT_VERSION_03: 1,
} as const;
export type XRateLimitHeadersRFCVersion = (typeof XRateLimitHeadersRFCVersion)[keyof typeof XRateLimitHeadersRFCVersion];

export const VhRateLimitsOptions = {
  OVERRIDE: 0,
  INCLUDE: 1,
  IGNORE: 2,
} as const;
export type VhRateLimitsOptions = (typeof VhRateLimitsOptions)[keyof typeof VhRateLimitsOptions];

export interface RateLimitDescriptor {
  readonly entries?: readonly RateLimitDescriptor_Entry[] | undefined;
  readonly limit?: RateLimitDescriptor_RateLimitOverride | undefined;
  readonly hits_addend?: google_protobuf.UInt64Value | undefined;
  readonly is_negative_hits?: boolean | undefined;
}

export interface RateLimitDescriptor_Entry {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

export interface RateLimitDescriptor_RateLimitOverride {
  readonly requests_per_unit?: number | undefined;
  readonly unit?: envoy_type_v3.RateLimitUnit | undefined;
  readonly unit_multiplier?: google_protobuf.UInt32Value | undefined;
}

export interface LocalRateLimitDescriptor {
  readonly entries?: readonly RateLimitDescriptor_Entry[] | undefined;
  readonly token_bucket?: envoy_type_v3.TokenBucket | undefined;
  readonly shadow_mode?: boolean | undefined;
}

export interface LocalClusterRateLimit {
}
