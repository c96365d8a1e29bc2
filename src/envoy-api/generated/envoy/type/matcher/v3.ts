// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_v3 from '../v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as xds_core_v3 from '../../../xds/core/v3.js';

export interface AddressMatcher {
  readonly ranges?: readonly xds_core_v3.CidrRange[] | undefined;
  readonly invert_match?: boolean | undefined;
}

export interface FilterStateMatcher {
  readonly key?: string | undefined;
  /** oneof matcher */
  readonly string_match?: StringMatcher | undefined;
  /** oneof matcher */
  readonly address_match?: AddressMatcher | undefined;
}

export interface HttpRequestHeaderMatchInput {
  readonly header_name?: string | undefined;
}

export interface HttpRequestTrailerMatchInput {
  readonly header_name?: string | undefined;
}

export interface HttpResponseHeaderMatchInput {
  readonly header_name?: string | undefined;
}

export interface HttpResponseTrailerMatchInput {
  readonly header_name?: string | undefined;
}

export interface HttpRequestQueryParamMatchInput {
  readonly query_param?: string | undefined;
}

export interface MetadataMatcher {
  readonly filter?: string | undefined;
  readonly path?: readonly MetadataMatcher_PathSegment[] | undefined;
  readonly value?: ValueMatcher | undefined;
  readonly invert?: boolean | undefined;
}

export interface MetadataMatcher_PathSegment {
  /** oneof segment */
  readonly key?: string | undefined;
}

export interface DoubleMatcher {
  /** oneof match_pattern */
  readonly range?: envoy_type_v3.DoubleRange | undefined;
  /** oneof match_pattern */
  readonly exact?: number | undefined;
}

export interface PathMatcher {
  /** oneof rule */
  readonly path?: StringMatcher | undefined;
}

export interface RegexMatcher {
  /** oneof engine_type; @deprecated */
  readonly google_re2?: RegexMatcher_GoogleRE2 | undefined;
  readonly regex?: string | undefined;
}

export interface RegexMatcher_GoogleRE2 {
  /** @deprecated */
  readonly max_program_size?: google_protobuf.UInt32Value | undefined;
}

export interface RegexMatchAndSubstitute {
  readonly pattern?: RegexMatcher | undefined;
  readonly substitution?: string | undefined;
}

export interface HttpResponseStatusCodeMatchInput {
}

export interface HttpResponseStatusCodeClassMatchInput {
}

export interface HttpResponseLocalReplyMatchInput {
}

export interface StringMatcher {
  /** oneof match_pattern */
  readonly exact?: string | undefined;
  /** oneof match_pattern */
  readonly prefix?: string | undefined;
  /** oneof match_pattern */
  readonly suffix?: string | undefined;
  /** oneof match_pattern */
  readonly safe_regex?: RegexMatcher | undefined;
  /** oneof match_pattern */
  readonly contains?: string | undefined;
  /** oneof match_pattern */
  readonly custom?: xds_core_v3.TypedExtensionConfig | undefined;
  readonly ignore_case?: boolean | undefined;
}

export interface ListStringMatcher {
  readonly patterns?: readonly StringMatcher[] | undefined;
}

export interface ValueMatcher {
  /** oneof match_pattern */
  readonly null_match?: ValueMatcher_NullMatch | undefined;
  /** oneof match_pattern */
  readonly double_match?: DoubleMatcher | undefined;
  /** oneof match_pattern */
  readonly string_match?: StringMatcher | undefined;
  /** oneof match_pattern */
  readonly bool_match?: boolean | undefined;
  /** oneof match_pattern */
  readonly present_match?: boolean | undefined;
  /** oneof match_pattern */
  readonly list_match?: ListMatcher | undefined;
  /** oneof match_pattern */
  readonly or_match?: OrMatcher | undefined;
}

export interface ValueMatcher_NullMatch {
}

export interface ListMatcher {
  /** oneof match_pattern */
  readonly one_of?: ValueMatcher | undefined;
}

export interface OrMatcher {
  readonly value_matchers?: readonly ValueMatcher[] | undefined;
}
