// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../google/protobuf.js';

export interface Cookie {
  readonly name?: string | undefined;
  readonly ttl?: google_protobuf.Duration | undefined;
  readonly path?: string | undefined;
  readonly attributes?: readonly CookieAttribute[] | undefined;
}

export interface CookieAttribute {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
}

export interface PathTransformation {
  readonly operations?: readonly PathTransformation_Operation[] | undefined;
}

export interface PathTransformation_Operation {
  /** oneof operation_specifier */
  readonly normalize_path_rfc_3986?: PathTransformation_Operation_NormalizePathRFC3986 | undefined;
  /** oneof operation_specifier */
  readonly merge_slashes?: PathTransformation_Operation_MergeSlashes | undefined;
}

export interface PathTransformation_Operation_NormalizePathRFC3986 {
}

export interface PathTransformation_Operation_MergeSlashes {
}
