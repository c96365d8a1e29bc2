// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Decompressor {
  readonly decompressor_library?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly request_direction_config?: Decompressor_RequestDirectionConfig | undefined;
  readonly response_direction_config?: Decompressor_ResponseDirectionConfig | undefined;
}

export interface Decompressor_CommonDirectionConfig {
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  readonly ignore_no_transform_header?: boolean | undefined;
}

export interface Decompressor_RequestDirectionConfig {
  readonly common_config?: Decompressor_CommonDirectionConfig | undefined;
  readonly advertise_accept_encoding?: google_protobuf.BoolValue | undefined;
}

export interface Decompressor_ResponseDirectionConfig {
  readonly common_config?: Decompressor_CommonDirectionConfig | undefined;
}
