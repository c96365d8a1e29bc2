// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface JwtProvider {
  readonly issuer?: string | undefined;
  readonly audiences?: readonly string[] | undefined;
  readonly subjects?: envoy_type_matcher_v3.StringMatcher | undefined;
  readonly require_expiration?: boolean | undefined;
  readonly max_lifetime?: google_protobuf.Duration | undefined;
  /** oneof jwks_source_specifier */
  readonly remote_jwks?: RemoteJwks | undefined;
  /** oneof jwks_source_specifier */
  readonly local_jwks?: envoy_config_core_v3.DataSource | undefined;
  readonly forward?: boolean | undefined;
  readonly from_headers?: readonly JwtHeader[] | undefined;
  readonly from_params?: readonly string[] | undefined;
  readonly from_cookies?: readonly string[] | undefined;
  readonly forward_payload_header?: string | undefined;
  readonly pad_forward_payload_header?: boolean | undefined;
  readonly payload_in_metadata?: string | undefined;
  readonly normalize_payload_in_metadata?: JwtProvider_NormalizePayload | undefined;
  readonly header_in_metadata?: string | undefined;
  readonly failed_status_in_metadata?: string | undefined;
  readonly clock_skew_seconds?: number | undefined;
  readonly jwt_cache_config?: JwtCacheConfig | undefined;
  readonly claim_to_headers?: readonly JwtClaimToHeader[] | undefined;
  readonly clear_route_cache?: boolean | undefined;
}

export interface JwtProvider_NormalizePayload {
  readonly space_delimited_claims?: readonly string[] | undefined;
}

export interface JwtCacheConfig {
  readonly jwt_cache_size?: number | undefined;
  readonly jwt_max_token_size?: number | undefined;
}

export interface RemoteJwks {
  readonly http_uri?: envoy_config_core_v3.HttpUri | undefined;
  readonly cache_duration?: google_protobuf.Duration | undefined;
  readonly async_fetch?: JwksAsyncFetch | undefined;
  readonly retry_policy?: envoy_config_core_v3.RetryPolicy | undefined;
}

export interface JwksAsyncFetch {
  readonly fast_listener?: boolean | undefined;
  readonly failed_refetch_duration?: google_protobuf.Duration | undefined;
}

export interface JwtHeader {
  readonly name?: string | undefined;
  readonly value_prefix?: string | undefined;
}

export interface ProviderWithAudiences {
  readonly provider_name?: string | undefined;
  readonly audiences?: readonly string[] | undefined;
}

export interface JwtRequirement {
  /** oneof requires_type */
  readonly provider_name?: string | undefined;
  /** oneof requires_type */
  readonly provider_and_audiences?: ProviderWithAudiences | undefined;
  /** oneof requires_type */
  readonly requires_any?: JwtRequirementOrList | undefined;
  /** oneof requires_type */
  readonly requires_all?: JwtRequirementAndList | undefined;
  /** oneof requires_type */
  readonly allow_missing_or_failed?: google_protobuf.Empty | undefined;
  /** oneof requires_type */
  readonly allow_missing?: google_protobuf.Empty | undefined;
  /** oneof requires_type */
  readonly extract_only_without_validation?: ExtractOnlyWithoutValidation | undefined;
}

export interface ExtractOnlyWithoutValidation {
  readonly verification_status_header?: string | undefined;
}

export interface JwtRequirementOrList {
  readonly requirements?: readonly JwtRequirement[] | undefined;
}

export interface JwtRequirementAndList {
  readonly requirements?: readonly JwtRequirement[] | undefined;
}

export interface RequirementRule {
  readonly match?: envoy_config_route_v3.RouteMatch | undefined;
  /** oneof requirement_type */
  readonly requires?: JwtRequirement | undefined;
  /** oneof requirement_type */
  readonly requirement_name?: string | undefined;
}

export interface FilterStateRule {
  readonly name?: string | undefined;
  readonly requires?: { readonly [key: string]: JwtRequirement } | undefined;
}

export interface JwtAuthentication {
  readonly providers?: { readonly [key: string]: JwtProvider } | undefined;
  readonly rules?: readonly RequirementRule[] | undefined;
  readonly filter_state_rules?: FilterStateRule | undefined;
  readonly bypass_cors_preflight?: boolean | undefined;
  readonly requirement_map?: { readonly [key: string]: JwtRequirement } | undefined;
  readonly strip_failure_response?: boolean | undefined;
  readonly stat_prefix?: string | undefined;
}

export interface PerRouteConfig {
  /** oneof requirement_specifier */
  readonly disabled?: boolean | undefined;
  /** oneof requirement_specifier */
  readonly requirement_name?: string | undefined;
}

export interface JwtClaimToHeader {
  readonly header_name?: string | undefined;
  readonly claim_name?: string | undefined;
  readonly claim_path?: readonly JwtClaimToHeader_PathSegment[] | undefined;
}

export interface JwtClaimToHeader_PathSegment {
  readonly key?: string | undefined;
}
