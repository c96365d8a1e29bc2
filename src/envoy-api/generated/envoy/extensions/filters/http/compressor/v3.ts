// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Compressor {
  /** @deprecated */
  readonly content_length?: google_protobuf.UInt32Value | undefined;
  /** @deprecated */
  readonly content_type?: readonly string[] | undefined;
  /** @deprecated */
  readonly disable_on_etag_header?: boolean | undefined;
  /** @deprecated */
  readonly remove_accept_encoding_header?: boolean | undefined;
  /** @deprecated */
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  readonly compressor_library?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly request_direction_config?: Compressor_RequestDirectionConfig | undefined;
  readonly response_direction_config?: Compressor_ResponseDirectionConfig | undefined;
  readonly choose_first?: boolean | undefined;
}

export interface Compressor_CommonDirectionConfig {
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  readonly min_content_length?: google_protobuf.UInt32Value | undefined;
  /** @deprecated */
  readonly content_type?: readonly string[] | undefined;
  readonly content_type_matcher?: readonly envoy_type_matcher_v3.StringMatcher[] | undefined;
}

export interface Compressor_RequestDirectionConfig {
  readonly common_config?: Compressor_CommonDirectionConfig | undefined;
}

export interface Compressor_ResponseDirectionConfig {
  readonly common_config?: Compressor_CommonDirectionConfig | undefined;
  readonly disable_on_etag_header?: boolean | undefined;
  readonly weaken_etag_on_compress?: boolean | undefined;
  readonly remove_accept_encoding_header?: boolean | undefined;
  readonly uncompressible_response_codes?: readonly number[] | undefined;
  readonly status_header_enabled?: boolean | undefined;
}

export interface ResponseDirectionOverrides {
  readonly remove_accept_encoding_header?: google_protobuf.BoolValue | undefined;
}

export interface CompressorOverrides {
  readonly response_direction_config?: ResponseDirectionOverrides | undefined;
  readonly compressor_library?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface CompressorPerRoute {
  /** oneof override */
  readonly disabled?: boolean | undefined;
  /** oneof override */
  readonly overrides?: CompressorOverrides | undefined;
}
