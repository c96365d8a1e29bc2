// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_common_mutation_rules_v3 from '../../../../config/common/mutation_rules/v3.js';
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface ExternalProcessor {
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  readonly http_service?: ExtProcHttpService | undefined;
  readonly failure_mode_allow?: boolean | undefined;
  readonly processing_mode?: ProcessingMode | undefined;
  readonly request_attributes?: readonly string[] | undefined;
  readonly response_attributes?: readonly string[] | undefined;
  readonly message_timeout?: google_protobuf.Duration | undefined;
  readonly stat_prefix?: string | undefined;
  readonly mutation_rules?: envoy_config_common_mutation_rules_v3.HeaderMutationRules | undefined;
  readonly max_message_timeout?: google_protobuf.Duration | undefined;
  readonly forward_rules?: HeaderForwardingRules | undefined;
  readonly filter_metadata?: google_protobuf.Struct | undefined;
  readonly allow_mode_override?: boolean | undefined;
  readonly disable_immediate_response?: boolean | undefined;
  readonly metadata_options?: MetadataOptions | undefined;
  readonly observability_mode?: boolean | undefined;
  readonly disable_clear_route_cache?: boolean | undefined;
  readonly route_cache_action?: ExternalProcessor_RouteCacheAction | undefined;
  readonly deferred_close_timeout?: google_protobuf.Duration | undefined;
  readonly send_body_without_waiting_for_header_response?: boolean | undefined;
  readonly allowed_override_modes?: readonly ProcessingMode[] | undefined;
  readonly processing_request_modifier?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly on_processing_response?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly status_on_error?: envoy_type_v3.HttpStatus | undefined;
  readonly allow_content_length_header?: boolean | undefined;
  readonly emit_client_span?: google_protobuf.BoolValue | undefined;
}

export const ExternalProcessor_RouteCacheAction = {
  DEFAULT: 0,
  CLEAR: 1,
  RETAIN: 2,
} as const;
export type ExternalProcessor_RouteCacheAction = (typeof ExternalProcessor_RouteCacheAction)[keyof typeof ExternalProcessor_RouteCacheAction];

export interface ExtProcHttpService {
  readonly http_service?: envoy_config_core_v3.HttpService | undefined;
}

export interface MetadataOptions {
  readonly forwarding_namespaces?: MetadataOptions_MetadataNamespaces | undefined;
  readonly receiving_namespaces?: MetadataOptions_MetadataNamespaces | undefined;
  readonly cluster_metadata_forwarding_namespaces?: MetadataOptions_MetadataNamespaces | undefined;
}

export interface MetadataOptions_MetadataNamespaces {
  readonly untyped?: readonly string[] | undefined;
  readonly typed?: readonly string[] | undefined;
}

export interface HeaderForwardingRules {
  readonly allowed_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
  readonly disallowed_headers?: envoy_type_matcher_v3.ListStringMatcher | undefined;
}

export interface ExtProcPerRoute {
  /** oneof override */
  readonly disabled?: boolean | undefined;
  /** oneof override */
  readonly overrides?: ExtProcOverrides | undefined;
}

export interface ExtProcOverrides {
  readonly processing_mode?: ProcessingMode | undefined;
  /** @deprecated */
  readonly async_mode?: boolean | undefined;
  readonly request_attributes?: readonly string[] | undefined;
  readonly response_attributes?: readonly string[] | undefined;
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  readonly metadata_options?: MetadataOptions | undefined;
  readonly grpc_initial_metadata?: readonly envoy_config_core_v3.HeaderValue[] | undefined;
  readonly failure_mode_allow?: google_protobuf.BoolValue | undefined;
  readonly processing_request_modifier?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly emit_client_span?: google_protobuf.BoolValue | undefined;
}

export interface ProcessingMode {
  readonly request_header_mode?: ProcessingMode_HeaderSendMode | undefined;
  readonly response_header_mode?: ProcessingMode_HeaderSendMode | undefined;
  readonly request_body_mode?: ProcessingMode_BodySendMode | undefined;
  readonly response_body_mode?: ProcessingMode_BodySendMode | undefined;
  readonly request_trailer_mode?: ProcessingMode_HeaderSendMode | undefined;
  readonly response_trailer_mode?: ProcessingMode_HeaderSendMode | undefined;
}

export const ProcessingMode_HeaderSendMode = {
  DEFAULT: 0,
  SEND: 1,
  SKIP: 2,
} as const;
export type ProcessingMode_HeaderSendMode = (typeof ProcessingMode_HeaderSendMode)[keyof typeof ProcessingMode_HeaderSendMode];

export const ProcessingMode_BodySendMode = {
  NONE: 0,
  STREAMED: 1,
  BUFFERED: 2,
  BUFFERED_PARTIAL: 3,
  FULL_DUPLEX_STREAMED: 4,
  GRPC: 5,
} as const;
export type ProcessingMode_BodySendMode = (typeof ProcessingMode_BodySendMode)[keyof typeof ProcessingMode_BodySendMode];
