// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_common_mutation_rules_v3 from '../common/mutation_rules/v3.js';
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_type_matcher_v3 from '../../type/matcher/v3.js';
import type * as envoy_type_metadata_v3 from '../../type/metadata/v3.js';
import type * as envoy_type_tracing_v3 from '../../type/tracing/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as xds_type_matcher_v3 from '../../../xds/type/matcher/v3.js';

export interface RouteConfiguration {
  readonly name?: string | undefined;
  readonly virtual_hosts?: readonly VirtualHost[] | undefined;
  readonly vhds?: Vhds | undefined;
  readonly internal_only_headers?: readonly string[] | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly response_headers_to_remove?: readonly string[] | undefined;
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly most_specific_header_mutations_wins?: boolean | undefined;
  readonly validate_clusters?: google_protobuf.BoolValue | undefined;
  readonly max_direct_response_body_size_bytes?: google_protobuf.UInt32Value | undefined;
  readonly cluster_specifier_plugins?: readonly ClusterSpecifierPlugin[] | undefined;
  readonly request_mirror_policies?: readonly RouteAction_RequestMirrorPolicy[] | undefined;
  readonly ignore_port_in_host_matching?: boolean | undefined;
  readonly vhost_header?: string | undefined;
  readonly ignore_path_parameters_in_path_matching?: boolean | undefined;
  readonly typed_per_filter_config?: { readonly [key: string]: google_protobuf.Any } | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  readonly route_specifiers?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}

export interface Vhds {
  readonly config_source?: envoy_config_core_v3.ConfigSource | undefined;
}

export interface VirtualHost {
  readonly name?: string | undefined;
  readonly domains?: readonly string[] | undefined;
  readonly routes?: readonly Route[] | undefined;
  readonly matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly require_tls?: VirtualHost_TlsRequirementType | undefined;
  readonly virtual_clusters?: readonly VirtualCluster[] | undefined;
  readonly rate_limits?: readonly RateLimit[] | undefined;
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly response_headers_to_remove?: readonly string[] | undefined;
  /** @deprecated */
  readonly cors?: CorsPolicy | undefined;
  readonly typed_per_filter_config?: { readonly [key: string]: google_protobuf.Any } | undefined;
  readonly include_request_attempt_count?: boolean | undefined;
  readonly include_attempt_count_in_response?: boolean | undefined;
  readonly retry_policy?: RetryPolicy | undefined;
  readonly retry_policy_typed_config?: google_protobuf.Any | undefined;
  readonly hedge_policy?: HedgePolicy | undefined;
  readonly include_is_timeout_retry_header?: boolean | undefined;
  /** @deprecated */
  readonly per_request_buffer_limit_bytes?: google_protobuf.UInt32Value | undefined;
  readonly request_body_buffer_limit?: google_protobuf.UInt64Value | undefined;
  readonly request_mirror_policies?: readonly RouteAction_RequestMirrorPolicy[] | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  readonly route_specifiers?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}

export const VirtualHost_TlsRequirementType = {
  NONE: 0,
  EXTERNAL_ONLY: 1,
  ALL: 2,
} as const;
export type VirtualHost_TlsRequirementType = (typeof VirtualHost_TlsRequirementType)[keyof typeof VirtualHost_TlsRequirementType];

export interface FilterAction {
  readonly action?: google_protobuf.Any | undefined;
}

export interface RouteList {
  readonly routes?: readonly Route[] | undefined;
}

export interface Route {
  readonly name?: string | undefined;
  readonly match?: RouteMatch | undefined;
  /** oneof action */
  readonly route?: RouteAction | undefined;
  /** oneof action */
  readonly redirect?: RedirectAction | undefined;
  /** oneof action */
  readonly direct_response?: DirectResponseAction | undefined;
  /** oneof action */
  readonly filter_action?: FilterAction | undefined;
  /** oneof action */
  readonly non_forwarding_action?: NonForwardingAction | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  readonly decorator?: Decorator | undefined;
  readonly typed_per_filter_config?: { readonly [key: string]: google_protobuf.Any } | undefined;
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly response_headers_to_remove?: readonly string[] | undefined;
  readonly tracing?: Tracing | undefined;
  /** @deprecated */
  readonly per_request_buffer_limit_bytes?: google_protobuf.UInt32Value | undefined;
  readonly stat_prefix?: string | undefined;
  readonly request_body_buffer_limit?: google_protobuf.UInt64Value | undefined;
  readonly route_specifiers?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}

export interface WeightedCluster {
  readonly clusters?: readonly WeightedCluster_ClusterWeight[] | undefined;
  /** @deprecated */
  readonly total_weight?: google_protobuf.UInt32Value | undefined;
  readonly runtime_key_prefix?: string | undefined;
  /** oneof random_value_specifier */
  readonly header_name?: string | undefined;
  /** oneof random_value_specifier */
  readonly use_hash_policy?: google_protobuf.BoolValue | undefined;
}

export interface WeightedCluster_ClusterWeight {
  readonly name?: string | undefined;
  readonly cluster_header?: string | undefined;
  readonly weight?: google_protobuf.UInt32Value | undefined;
  readonly metadata_match?: envoy_config_core_v3.Metadata | undefined;
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly request_headers_to_remove?: readonly string[] | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly response_headers_to_remove?: readonly string[] | undefined;
  readonly typed_per_filter_config?: { readonly [key: string]: google_protobuf.Any } | undefined;
  /** oneof host_rewrite_specifier */
  readonly host_rewrite_literal?: string | undefined;
}

export interface ClusterSpecifierPlugin {
  readonly extension?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly is_optional?: boolean | undefined;
}

export interface RouteMatch {
  /** oneof path_specifier */
  readonly prefix?: string | undefined;
  /** oneof path_specifier */
  readonly path?: string | undefined;
  /** oneof path_specifier */
  readonly safe_regex?: envoy_type_matcher_v3.RegexMatcher | undefined;
  /** oneof path_specifier */
  readonly connect_matcher?: RouteMatch_ConnectMatcher | undefined;
  /** oneof path_specifier */
  readonly path_separated_prefix?: string | undefined;
  /** oneof path_specifier */
  readonly path_match_policy?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly case_sensitive?: google_protobuf.BoolValue | undefined;
  readonly runtime_fraction?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly headers?: readonly HeaderMatcher[] | undefined;
  readonly query_parameters?: readonly QueryParameterMatcher[] | undefined;
  readonly cookies?: readonly CookieMatcher[] | undefined;
  readonly grpc?: RouteMatch_GrpcRouteMatchOptions | undefined;
  readonly tls_context?: RouteMatch_TlsContextMatchOptions | undefined;
  readonly dynamic_metadata?: readonly envoy_type_matcher_v3.MetadataMatcher[] | undefined;
  readonly filter_state?: readonly envoy_type_matcher_v3.FilterStateMatcher[] | undefined;
}

export interface RouteMatch_GrpcRouteMatchOptions {
}

export interface RouteMatch_TlsContextMatchOptions {
  readonly presented?: google_protobuf.BoolValue | undefined;
  readonly validated?: google_protobuf.BoolValue | undefined;
}

export interface RouteMatch_ConnectMatcher {
}

export interface CorsPolicy {
  readonly allow_origin_string_match?: readonly envoy_type_matcher_v3.StringMatcher[] | undefined;
  readonly allow_methods?: string | undefined;
  readonly allow_headers?: string | undefined;
  readonly expose_headers?: string | undefined;
  readonly max_age?: string | undefined;
  readonly allow_credentials?: google_protobuf.BoolValue | undefined;
  /** oneof enabled_specifier */
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly shadow_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly allow_private_network_access?: google_protobuf.BoolValue | undefined;
  readonly forward_not_matching_preflights?: google_protobuf.BoolValue | undefined;
}

export interface RouteAction {
  /** oneof cluster_specifier */
  readonly cluster?: string | undefined;
  /** oneof cluster_specifier */
  readonly cluster_header?: string | undefined;
  /** oneof cluster_specifier */
  readonly weighted_clusters?: WeightedCluster | undefined;
  /** oneof cluster_specifier */
  readonly cluster_specifier_plugin?: string | undefined;
  /** oneof cluster_specifier */
  readonly inline_cluster_specifier_plugin?: ClusterSpecifierPlugin | undefined;
  readonly cluster_not_found_response_code?: RouteAction_ClusterNotFoundResponseCode | undefined;
  readonly metadata_match?: envoy_config_core_v3.Metadata | undefined;
  readonly prefix_rewrite?: string | undefined;
  readonly regex_rewrite?: envoy_type_matcher_v3.RegexMatchAndSubstitute | undefined;
  readonly path_rewrite_policy?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly path_rewrite?: string | undefined;
  /** oneof host_rewrite_specifier */
  readonly host_rewrite_literal?: string | undefined;
  /** oneof host_rewrite_specifier */
  readonly auto_host_rewrite?: google_protobuf.BoolValue | undefined;
  /** oneof host_rewrite_specifier */
  readonly host_rewrite_header?: string | undefined;
  /** oneof host_rewrite_specifier */
  readonly host_rewrite_path_regex?: envoy_type_matcher_v3.RegexMatchAndSubstitute | undefined;
  /** oneof host_rewrite_specifier */
  readonly host_rewrite?: string | undefined;
  readonly append_x_forwarded_host?: boolean | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
  readonly idle_timeout?: google_protobuf.Duration | undefined;
  readonly flush_timeout?: google_protobuf.Duration | undefined;
  readonly early_data_policy?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly retry_policy?: RetryPolicy | undefined;
  readonly retry_policy_typed_config?: google_protobuf.Any | undefined;
  readonly request_mirror_policies?: readonly RouteAction_RequestMirrorPolicy[] | undefined;
  readonly priority?: envoy_config_core_v3.RoutingPriority | undefined;
  readonly rate_limits?: readonly RateLimit[] | undefined;
  /** @deprecated */
  readonly include_vh_rate_limits?: google_protobuf.BoolValue | undefined;
  readonly hash_policy?: readonly RouteAction_HashPolicy[] | undefined;
  /** @deprecated */
  readonly cors?: CorsPolicy | undefined;
  /** @deprecated */
  readonly max_grpc_timeout?: google_protobuf.Duration | undefined;
  /** @deprecated */
  readonly grpc_timeout_offset?: google_protobuf.Duration | undefined;
  readonly upgrade_configs?: readonly RouteAction_UpgradeConfig[] | undefined;
  readonly internal_redirect_policy?: InternalRedirectPolicy | undefined;
  /** @deprecated */
  readonly internal_redirect_action?: RouteAction_InternalRedirectAction | undefined;
  /** @deprecated */
  readonly max_internal_redirects?: google_protobuf.UInt32Value | undefined;
  readonly hedge_policy?: HedgePolicy | undefined;
  readonly max_stream_duration?: RouteAction_MaxStreamDuration | undefined;
}

export const RouteAction_ClusterNotFoundResponseCode = {
  SERVICE_UNAVAILABLE: 0,
  NOT_FOUND: 1,
  INTERNAL_SERVER_ERROR: 2,
} as const;
export type RouteAction_ClusterNotFoundResponseCode = (typeof RouteAction_ClusterNotFoundResponseCode)[keyof typeof RouteAction_ClusterNotFoundResponseCode];

export const RouteAction_InternalRedirectAction = {
  PASS_THROUGH_INTERNAL_REDIRECT: 0,
  HANDLE_INTERNAL_REDIRECT: 1,
} as const;
export type RouteAction_InternalRedirectAction = (typeof RouteAction_InternalRedirectAction)[keyof typeof RouteAction_InternalRedirectAction];

export interface RouteAction_RequestMirrorPolicy {
  readonly cluster?: string | undefined;
  readonly cluster_header?: string | undefined;
  readonly runtime_fraction?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly trace_sampled?: google_protobuf.BoolValue | undefined;
  readonly disable_shadow_host_suffix_append?: boolean | undefined;
  readonly request_headers_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[] | undefined;
  readonly host_rewrite_literal?: string | undefined;
}

export interface RouteAction_HashPolicy {
  /** oneof policy_specifier */
  readonly header?: RouteAction_HashPolicy_Header | undefined;
  /** oneof policy_specifier */
  readonly cookie?: RouteAction_HashPolicy_Cookie | undefined;
  /** oneof policy_specifier */
  readonly connection_properties?: RouteAction_HashPolicy_ConnectionProperties | undefined;
  /** oneof policy_specifier */
  readonly query_parameter?: RouteAction_HashPolicy_QueryParameter | undefined;
  /** oneof policy_specifier */
  readonly filter_state?: RouteAction_HashPolicy_FilterState | undefined;
  readonly terminal?: boolean | undefined;
}

export interface RouteAction_HashPolicy_Header {
  readonly header_name?: string | undefined;
  readonly regex_rewrite?: envoy_type_matcher_v3.RegexMatchAndSubstitute | undefined;
}

export interface RouteAction_HashPolicy_CookieAttribute {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
}

export interface RouteAction_HashPolicy_Cookie {
  readonly name?: string | undefined;
  readonly ttl?: google_protobuf.Duration | undefined;
  readonly path?: string | undefined;
  readonly attributes?: readonly RouteAction_HashPolicy_CookieAttribute[] | undefined;
}

export interface RouteAction_HashPolicy_ConnectionProperties {
  readonly source_ip?: boolean | undefined;
}

export interface RouteAction_HashPolicy_QueryParameter {
  readonly name?: string | undefined;
}

export interface RouteAction_HashPolicy_FilterState {
  readonly key?: string | undefined;
}

export interface RouteAction_UpgradeConfig {
  readonly upgrade_type?: string | undefined;
  readonly enabled?: google_protobuf.BoolValue | undefined;
  readonly connect_config?: RouteAction_UpgradeConfig_ConnectConfig | undefined;
}

export interface RouteAction_UpgradeConfig_ConnectConfig {
  readonly proxy_protocol_config?: envoy_config_core_v3.ProxyProtocolConfig | undefined;
  readonly allow_post?: boolean | undefined;
}

export interface RouteAction_MaxStreamDuration {
  readonly max_stream_duration?: google_protobuf.Duration | undefined;
  readonly grpc_timeout_header_max?: google_protobuf.Duration | undefined;
  readonly grpc_timeout_header_offset?: google_protobuf.Duration | undefined;
}

export interface RetryPolicy {
  readonly retry_on?: string | undefined;
  readonly num_retries?: google_protobuf.UInt32Value | undefined;
  readonly per_try_timeout?: google_protobuf.Duration | undefined;
  readonly per_try_idle_timeout?: google_protobuf.Duration | undefined;
  readonly retry_priority?: RetryPolicy_RetryPriority | undefined;
  readonly retry_host_predicate?: readonly RetryPolicy_RetryHostPredicate[] | undefined;
  readonly retry_options_predicates?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly host_selection_retry_max_attempts?: number | undefined;
  readonly retriable_status_codes?: readonly number[] | undefined;
  readonly retry_back_off?: RetryPolicy_RetryBackOff | undefined;
  readonly rate_limited_retry_back_off?: RetryPolicy_RateLimitedRetryBackOff | undefined;
  readonly retriable_headers?: readonly HeaderMatcher[] | undefined;
  readonly retriable_request_headers?: readonly HeaderMatcher[] | undefined;
  readonly refresh_cluster_on_retry?: boolean | undefined;
}

export const RetryPolicy_ResetHeaderFormat = {
  SECONDS: 0,
  UNIX_TIMESTAMP: 1,
} as const;
export type RetryPolicy_ResetHeaderFormat = (typeof RetryPolicy_ResetHeaderFormat)[keyof typeof RetryPolicy_ResetHeaderFormat];

export interface RetryPolicy_RetryPriority {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface RetryPolicy_RetryHostPredicate {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface RetryPolicy_RetryBackOff {
  readonly base_interval?: google_protobuf.Duration | undefined;
  readonly max_interval?: google_protobuf.Duration | undefined;
}

export interface RetryPolicy_ResetHeader {
  readonly name?: string | undefined;
  readonly format?: RetryPolicy_ResetHeaderFormat | undefined;
}

export interface RetryPolicy_RateLimitedRetryBackOff {
  readonly reset_headers?: readonly RetryPolicy_ResetHeader[] | undefined;
  readonly max_interval?: google_protobuf.Duration | undefined;
}

export interface HedgePolicy {
  readonly initial_requests?: google_protobuf.UInt32Value | undefined;
  readonly additional_request_chance?: envoy_type_v3.FractionalPercent | undefined;
  readonly hedge_on_per_try_timeout?: boolean | undefined;
}

export interface RedirectAction {
  /** oneof scheme_rewrite_specifier */
  readonly https_redirect?: boolean | undefined;
  /** oneof scheme_rewrite_specifier */
  readonly scheme_redirect?: string | undefined;
  readonly host_redirect?: string | undefined;
  readonly port_redirect?: number | undefined;
  /** oneof path_rewrite_specifier */
  readonly path_redirect?: string | undefined;
  /** oneof path_rewrite_specifier */
  readonly prefix_rewrite?: string | undefined;
  /** oneof path_rewrite_specifier */
  readonly regex_rewrite?: envoy_type_matcher_v3.RegexMatchAndSubstitute | undefined;
  /** oneof path_rewrite_specifier */
  readonly path_rewrite?: string | undefined;
  readonly response_code?: RedirectAction_RedirectResponseCode | undefined;
  readonly strip_query?: boolean | undefined;
}

export const RedirectAction_RedirectResponseCode = {
  MOVED_PERMANENTLY: 0,
  FOUND: 1,
  SEE_OTHER: 2,
  TEMPORARY_REDIRECT: 3,
  PERMANENT_REDIRECT: 4,
} as const;
export type RedirectAction_RedirectResponseCode = (typeof RedirectAction_RedirectResponseCode)[keyof typeof RedirectAction_RedirectResponseCode];

export interface DirectResponseAction {
  readonly status?: number | undefined;
  readonly body?: envoy_config_core_v3.DataSource | undefined;
  readonly body_format?: envoy_config_core_v3.SubstitutionFormatString | undefined;
}

export interface NonForwardingAction {
}

export interface Decorator {
  readonly operation?: string | undefined;
  readonly propagate?: google_protobuf.BoolValue | undefined;
}

export interface Tracing {
  readonly client_sampling?: envoy_type_v3.FractionalPercent | undefined;
  readonly random_sampling?: envoy_type_v3.FractionalPercent | undefined;
  readonly overall_sampling?: envoy_type_v3.FractionalPercent | undefined;
  readonly custom_tags?: readonly envoy_type_tracing_v3.CustomTag[] | undefined;
  readonly operation?: string | undefined;
  readonly upstream_operation?: string | undefined;
}

export interface VirtualCluster {
  readonly headers?: readonly HeaderMatcher[] | undefined;
  readonly name?: string | undefined;
}

export interface RateLimit {
  readonly stage?: google_protobuf.UInt32Value | undefined;
  readonly disable_key?: string | undefined;
  readonly actions?: readonly RateLimit_Action[] | undefined;
  readonly limit?: RateLimit_Override | undefined;
  readonly hits_addend?: RateLimit_HitsAddend | undefined;
  readonly apply_on_stream_done?: boolean | undefined;
  readonly x_ratelimit_option?: RateLimit_XRateLimitOption | undefined;
}

export const RateLimit_XRateLimitOption = {
  UNSPECIFIED: 0,
  OFF: 1,
  DRAFT_VERSION_03: 2,
} as const;
export type RateLimit_XRateLimitOption = (typeof RateLimit_XRateLimitOption)[keyof typeof RateLimit_XRateLimitOption];

export interface RateLimit_Action {
  /** oneof action_specifier */
  readonly source_cluster?: RateLimit_Action_SourceCluster | undefined;
  /** oneof action_specifier */
  readonly destination_cluster?: RateLimit_Action_DestinationCluster | undefined;
  /** oneof action_specifier */
  readonly request_headers?: RateLimit_Action_RequestHeaders | undefined;
  /** oneof action_specifier */
  readonly query_parameters?: RateLimit_Action_QueryParameters | undefined;
  /** oneof action_specifier */
  readonly remote_address?: RateLimit_Action_RemoteAddress | undefined;
  /** oneof action_specifier */
  readonly generic_key?: RateLimit_Action_GenericKey | undefined;
  /** oneof action_specifier */
  readonly header_value_match?: RateLimit_Action_HeaderValueMatch | undefined;
  /** oneof action_specifier; @deprecated */
  readonly dynamic_metadata?: RateLimit_Action_DynamicMetaData | undefined;
  /** oneof action_specifier */
  readonly metadata?: RateLimit_Action_MetaData | undefined;
  /** oneof action_specifier */
  readonly extension?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  /** oneof action_specifier */
  readonly masked_remote_address?: RateLimit_Action_MaskedRemoteAddress | undefined;
  /** oneof action_specifier */
  readonly query_parameter_value_match?: RateLimit_Action_QueryParameterValueMatch | undefined;
  /** oneof action_specifier */
  readonly remote_address_match?: RateLimit_Action_RemoteAddressMatch | undefined;
}

export interface RateLimit_Action_SourceCluster {
}

export interface RateLimit_Action_DestinationCluster {
}

export interface RateLimit_Action_RequestHeaders {
  readonly header_name?: string | undefined;
  readonly descriptor_key?: string | undefined;
  readonly skip_if_absent?: boolean | undefined;
}

export interface RateLimit_Action_QueryParameters {
  readonly query_parameter_name?: string | undefined;
  readonly descriptor_key?: string | undefined;
  readonly skip_if_absent?: boolean | undefined;
}

export interface RateLimit_Action_RemoteAddress {
}

export interface RateLimit_Action_MaskedRemoteAddress {
  readonly v4_prefix_mask_len?: google_protobuf.UInt32Value | undefined;
  readonly v6_prefix_mask_len?: google_protobuf.UInt32Value | undefined;
}

export interface RateLimit_Action_GenericKey {
  readonly descriptor_value?: string | undefined;
  readonly default_value?: string | undefined;
  readonly descriptor_key?: string | undefined;
}

export interface RateLimit_Action_HeaderValueMatch {
  readonly descriptor_value?: string | undefined;
  readonly default_value?: string | undefined;
  readonly descriptor_key?: string | undefined;
  readonly expect_match?: google_protobuf.BoolValue | undefined;
  readonly headers?: readonly HeaderMatcher[] | undefined;
}

export interface RateLimit_Action_DynamicMetaData {
  readonly descriptor_key?: string | undefined;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey | undefined;
  readonly default_value?: string | undefined;
}

export interface RateLimit_Action_MetaData {
  readonly descriptor_key?: string | undefined;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey | undefined;
  readonly default_value?: string | undefined;
  readonly source?: RateLimit_Action_MetaData_Source | undefined;
  readonly skip_if_absent?: boolean | undefined;
}

export const RateLimit_Action_MetaData_Source = {
  DYNAMIC: 0,
  ROUTE_ENTRY: 1,
  CLUSTER_ENTRY: 2,
  CLUSTER_LOCALITY_ENTRY: 3,
} as const;
export type RateLimit_Action_MetaData_Source = (typeof RateLimit_Action_MetaData_Source)[keyof typeof RateLimit_Action_MetaData_Source];

export interface RateLimit_Action_QueryParameterValueMatch {
  readonly descriptor_value?: string | undefined;
  readonly default_value?: string | undefined;
  readonly descriptor_key?: string | undefined;
  readonly expect_match?: google_protobuf.BoolValue | undefined;
  readonly query_parameters?: readonly QueryParameterMatcher[] | undefined;
}

export interface RateLimit_Action_RemoteAddressMatch {
  readonly descriptor_value?: string | undefined;
  readonly descriptor_key?: string | undefined;
  readonly default_value?: string | undefined;
  readonly address_matcher?: envoy_type_matcher_v3.AddressMatcher | undefined;
}

export interface RateLimit_Override {
  /** oneof override_specifier */
  readonly dynamic_metadata?: RateLimit_Override_DynamicMetadata | undefined;
  /** oneof override_specifier */
  readonly rate_limit?: RateLimit_Override_RateLimitOverride | undefined;
}

export interface RateLimit_Override_DynamicMetadata {
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey | undefined;
}

export interface RateLimit_Override_RateLimitOverride {
  readonly requests_per_unit?: number | undefined;
  readonly unit?: envoy_type_v3.RateLimitUnit | undefined;
}

export interface RateLimit_HitsAddend {
  readonly number?: google_protobuf.UInt64Value | undefined;
  readonly format?: string | undefined;
  readonly is_negative_hits?: boolean | undefined;
}

export interface HeaderMatcher {
  readonly name?: string | undefined;
  /** oneof header_match_specifier; @deprecated */
  readonly exact_match?: string | undefined;
  /** oneof header_match_specifier; @deprecated */
  readonly safe_regex_match?: envoy_type_matcher_v3.RegexMatcher | undefined;
  /** oneof header_match_specifier */
  readonly range_match?: envoy_type_v3.Int64Range | undefined;
  /** oneof header_match_specifier */
  readonly present_match?: boolean | undefined;
  /** oneof header_match_specifier; @deprecated */
  readonly prefix_match?: string | undefined;
  /** oneof header_match_specifier; @deprecated */
  readonly suffix_match?: string | undefined;
  /** oneof header_match_specifier; @deprecated */
  readonly contains_match?: string | undefined;
  /** oneof header_match_specifier */
  readonly string_match?: envoy_type_matcher_v3.StringMatcher | undefined;
  readonly invert_match?: boolean | undefined;
  readonly treat_missing_header_as_empty?: boolean | undefined;
}

export interface QueryParameterMatcher {
  readonly name?: string | undefined;
  /** oneof query_parameter_match_specifier */
  readonly string_match?: envoy_type_matcher_v3.StringMatcher | undefined;
  /** oneof query_parameter_match_specifier */
  readonly present_match?: boolean | undefined;
}

export interface CookieMatcher {
  readonly name?: string | undefined;
  readonly string_match?: envoy_type_matcher_v3.StringMatcher | undefined;
  readonly invert_match?: boolean | undefined;
}

export interface InternalRedirectPolicy {
  readonly max_internal_redirects?: google_protobuf.UInt32Value | undefined;
  readonly redirect_response_codes?: readonly number[] | undefined;
  readonly predicates?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly allow_cross_scheme_redirect?: boolean | undefined;
  readonly response_headers_to_copy?: readonly string[] | undefined;
}

export interface FilterConfig {
  readonly config?: google_protobuf.Any | undefined;
  readonly is_optional?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

export interface ScopedRouteConfiguration {
  readonly on_demand?: boolean | undefined;
  readonly name?: string | undefined;
  readonly route_configuration_name?: string | undefined;
  readonly route_configuration?: RouteConfiguration | undefined;
  readonly key?: ScopedRouteConfiguration_Key | undefined;
}

export interface ScopedRouteConfiguration_Key {
  readonly fragments?: readonly ScopedRouteConfiguration_Key_Fragment[] | undefined;
}

export interface ScopedRouteConfiguration_Key_Fragment {
  /** oneof type */
  readonly string_key?: string | undefined;
}
