// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as envoy_extensions_common_ratelimit_v3 from '../../../common/ratelimit/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface LocalRateLimit {
  readonly stat_prefix?: string | undefined;
  readonly status?: envoy_type_v3.HttpStatus | undefined;
  readonly token_bucket?: envoy_type_v3.TokenBucket | undefined;
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly filter_enforced?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly request_headers_to_add_when_not_enforced?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly descriptors?: readonly envoy_extensions_common_ratelimit_v3.LocalRateLimitDescriptor[] | undefined;
  readonly stage?: number | undefined;
  readonly local_rate_limit_per_downstream_connection?: boolean | undefined;
  readonly local_cluster_rate_limit?: envoy_extensions_common_ratelimit_v3.LocalClusterRateLimit | undefined;
  readonly enable_x_ratelimit_headers?: envoy_extensions_common_ratelimit_v3.XRateLimitHeadersRFCVersion | undefined;
  readonly vh_rate_limits?: envoy_extensions_common_ratelimit_v3.VhRateLimitsOptions | undefined;
  readonly always_consume_default_token_bucket?: google_protobuf.BoolValue | undefined;
  readonly rate_limited_as_resource_exhausted?: boolean | undefined;
  readonly rate_limits?: readonly envoy_config_route_v3.RateLimit[] | undefined;
  readonly max_dynamic_descriptors?: google_protobuf.UInt32Value | undefined;
  readonly enable_retry_after_header?: boolean | undefined;
}
