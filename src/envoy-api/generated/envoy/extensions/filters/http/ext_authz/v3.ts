// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_common_mutation_rules_v3 from '../../../../config/common/mutation_rules/v3.js';
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface ExtAuthz {
  /** oneof services */
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  /** oneof services */
  readonly http_service?: HttpService | undefined;
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion | undefined;
  readonly failure_mode_allow?: boolean | undefined;
  readonly failure_mode_allow_header_add?: boolean | undefined;
  readonly with_request_body?: BufferSettings | undefined;
  readonly clear_route_cache?: boolean | undefined;
  readonly clear_route_cache_headers?: readonly string[] | undefined;
  readonly status_on_error?: envoy_type_v3.HttpStatus | undefined;
  readonly validate_mutations?: boolean | undefined;
  readonly metadata_context_namespaces?: readonly string[] | undefined;
  readonly typed_metadata_context_namespaces?: readonly string[] | undefined;
  readonly route_metadata_context_namespaces?: readonly string[] | undefined;
  readonly route_typed_metadata_context_namespaces?: readonly string[] | undefined;
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly filter_enabled_metadata?: envoy_type_matcher_v3.MetadataMatcher | undefined;
  readonly deny_at_disable?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  readonly include_peer_certificate?: boolean | undefined;
  readonly stat_prefix?: string | undefined;
  readonly bootstrap_metadata_labels_key?: string | undefined;
  readonly allowed_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly disallowed_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly include_tls_session?: boolean | undefined;
  readonly charge_cluster_response_stats?: google_protobuf.BoolValue | undefined;
  readonly encode_raw_headers?: boolean | undefined;
  readonly decoder_header_mutation_rules?: envoy_config_common_mutation_rules_v3.HeaderMutationRules | undefined;
  readonly enable_dynamic_metadata_ingestion?: google_protobuf.BoolValue | undefined;
  readonly filter_metadata?: google_protobuf.Struct | undefined;
  readonly emit_filter_state_stats?: boolean | undefined;
  readonly max_denied_response_body_bytes?: number | undefined;
  readonly enforce_response_header_limits?: boolean | undefined;
  readonly shadow_mode?: boolean | undefined;
  readonly emit_client_span?: google_protobuf.BoolValue | undefined;
}

export interface ShadowDecision {
  readonly check_result?: ShadowDecision_CheckResult | undefined;
  readonly status_code?: number | undefined;
  readonly response_headers?: readonly envoy_config_core_v3.HeaderValue[] | undefined;
}

export const ShadowDecision_CheckResult = {
  UNSPECIFIED: 0,
  OK: 1,
  DENIED: 2,
  ERROR: 3,
} as const;
export type ShadowDecision_CheckResult = (typeof ShadowDecision_CheckResult)[keyof typeof ShadowDecision_CheckResult];

export interface BufferSettings {
  readonly max_request_bytes?: number | undefined;
  readonly allow_partial_message?: boolean | undefined;
  readonly pack_as_bytes?: boolean | undefined;
}

export interface HttpService {
  readonly server_uri?: envoy_config_core_v3.HttpUri | undefined;
  readonly path_prefix?: string | undefined;
  readonly path_override?: string | undefined;
  readonly authorization_request?: AuthorizationRequest | undefined;
  readonly authorization_response?: AuthorizationResponse | undefined;
  readonly retry_policy?: envoy_config_core_v3.RetryPolicy | undefined;
}

export interface AuthorizationRequest {
  /** @deprecated */
  readonly allowed_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly headers_to_add?: readonly envoy_config_core_v3.HeaderValue[] | undefined;
}

export interface AuthorizationResponse {
  readonly allowed_upstream_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly allowed_upstream_headers_to_append?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly allowed_client_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly allowed_client_headers_on_success?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly dynamic_metadata_from_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
}

export interface ExtAuthzPerRoute {
  /** oneof override */
  readonly disabled?: boolean | undefined;
  /** oneof override */
  readonly check_settings?: CheckSettings | undefined;
}

export interface CheckSettings {
  readonly context_extensions?: { readonly [key: string]: string } | undefined;
  readonly disable_request_body_buffering?: boolean | undefined;
  readonly with_request_body?: BufferSettings | undefined;
  /** oneof service_override */
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  /** oneof service_override */
  readonly http_service?: HttpService | undefined;
  readonly emit_client_span?: google_protobuf.BoolValue | undefined;
}
