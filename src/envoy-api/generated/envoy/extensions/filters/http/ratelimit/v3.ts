// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_config_ratelimit_v3 from '../../../../config/ratelimit/v3.js';
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface RateLimit {
  readonly domain?: string | undefined;
  readonly stage?: number | undefined;
  readonly request_type?: string | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
  readonly failure_mode_deny?: boolean | undefined;
  readonly rate_limited_as_resource_exhausted?: boolean | undefined;
  readonly rate_limit_service?: envoy_config_ratelimit_v3.RateLimitServiceConfig | undefined;
  readonly enable_x_ratelimit_headers?: RateLimit_XRateLimitHeadersRFCVersion | undefined;
  readonly disable_x_envoy_ratelimited_header?: boolean | undefined;
  readonly rate_limited_status?: envoy_type_v3.HttpStatus | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly status_on_error?: envoy_type_v3.HttpStatus | undefined;
  readonly stat_prefix?: string | undefined;
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly filter_enforced?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly failure_mode_deny_percent?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly rate_limits?: readonly envoy_config_route_v3.RateLimit[] | undefined;
  readonly metadata_namespace?: string | undefined;
  readonly enable_retry_after_header?: boolean | undefined;
}

export const RateLimit_XRateLimitHeadersRFCVersion = {
  OFF: 0,
  DRAFT_VERSION_03: 1,
} as const;
export type RateLimit_XRateLimitHeadersRFCVersion = (typeof RateLimit_XRateLimitHeadersRFCVersion)[keyof typeof RateLimit_XRateLimitHeadersRFCVersion];

export interface RateLimitPerRoute {
  readonly vh_rate_limits?: RateLimitPerRoute_VhRateLimitsOptions | undefined;
  readonly override_option?: RateLimitPerRoute_OverrideOptions | undefined;
  readonly rate_limits?: readonly envoy_config_route_v3.RateLimit[] | undefined;
  readonly domain?: string | undefined;
}

export const RateLimitPerRoute_VhRateLimitsOptions = {
  OVERRIDE: 0,
  INCLUDE: 1,
  IGNORE: 2,
} as const;
export type RateLimitPerRoute_VhRateLimitsOptions = (typeof RateLimitPerRoute_VhRateLimitsOptions)[keyof typeof RateLimitPerRoute_VhRateLimitsOptions];

export const RateLimitPerRoute_OverrideOptions = {
  DEFAULT: 0,
  OVERRIDE_POLICY: 1,
  INCLUDE_POLICY: 2,
  IGNORE_POLICY: 3,
} as const;
export type RateLimitPerRoute_OverrideOptions = (typeof RateLimitPerRoute_OverrideOptions)[keyof typeof RateLimitPerRoute_OverrideOptions];
