// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../core/v3.js';
import type * as envoy_config_route_v3 from '../../route/v3.js';
import type * as envoy_type_matcher_v3 from '../../../type/matcher/v3.js';

export interface Matcher {
  /** oneof matcher_type */
  readonly matcher_list?: Matcher_MatcherList | undefined;
  /** oneof matcher_type */
  readonly matcher_tree?: Matcher_MatcherTree | undefined;
  readonly on_no_match?: Matcher_OnMatch | undefined;
}

export interface Matcher_OnMatch {
  /** oneof on_match */
  readonly matcher?: Matcher | undefined;
  /** oneof on_match */
  readonly action?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly keep_matching?: boolean | undefined;
}

export interface Matcher_MatcherList {
  readonly matchers?: readonly Matcher_MatcherList_FieldMatcher[] | undefined;
}

export interface Matcher_MatcherList_Predicate {
  /** oneof match_type */
  readonly single_predicate?: Matcher_MatcherList_Predicate_SinglePredicate | undefined;
  /** oneof match_type */
  readonly or_matcher?: Matcher_MatcherList_Predicate_PredicateList | undefined;
  /** oneof match_type */
  readonly and_matcher?: Matcher_MatcherList_Predicate_PredicateList | undefined;
  /** oneof match_type */
  readonly not_matcher?: Matcher_MatcherList_Predicate | undefined;
}

export interface Matcher_MatcherList_Predicate_SinglePredicate {
  readonly input?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  /** oneof matcher */
  readonly value_match?: envoy_type_matcher_v3.StringMatcher | undefined;
  /** oneof matcher */
  readonly custom_match?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface Matcher_MatcherList_Predicate_PredicateList {
  readonly predicate?: readonly Matcher_MatcherList_Predicate[] | undefined;
}

export interface Matcher_MatcherList_FieldMatcher {
  readonly predicate?: Matcher_MatcherList_Predicate | undefined;
  readonly on_match?: Matcher_OnMatch | undefined;
}

export interface Matcher_MatcherTree {
  readonly input?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  /** oneof tree_type */
  readonly exact_match_map?: Matcher_MatcherTree_MatchMap | undefined;
  /** oneof tree_type */
  readonly prefix_match_map?: Matcher_MatcherTree_MatchMap | undefined;
  /** oneof tree_type */
  readonly custom_match?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface Matcher_MatcherTree_MatchMap {
  readonly map?: { readonly [key: string]: Matcher_OnMatch } | undefined;
}

export interface MatchPredicate {
  /** oneof rule */
  readonly or_match?: MatchPredicate_MatchSet | undefined;
  /** oneof rule */
  readonly and_match?: MatchPredicate_MatchSet | undefined;
  /** oneof rule */
  readonly not_match?: MatchPredicate | undefined;
  /** oneof rule */
  readonly any_match?: boolean | undefined;
  /** oneof rule */
  readonly http_request_headers_match?: HttpHeadersMatch | undefined;
  /** oneof rule */
  readonly http_request_trailers_match?: HttpHeadersMatch | undefined;
  /** oneof rule */
  readonly http_response_headers_match?: HttpHeadersMatch | undefined;
  /** oneof rule */
  readonly http_response_trailers_match?: HttpHeadersMatch | undefined;
  /** oneof rule */
  readonly http_request_generic_body_match?: HttpGenericBodyMatch | undefined;
  /** oneof rule */
  readonly http_response_generic_body_match?: HttpGenericBodyMatch | undefined;
}

export interface MatchPredicate_MatchSet {
  readonly rules?: readonly MatchPredicate[] | undefined;
}

export interface HttpHeadersMatch {
  readonly headers?: readonly envoy_config_route_v3.HeaderMatcher[] | undefined;
}

export interface HttpGenericBodyMatch {
  readonly bytes_limit?: number | undefined;
  readonly patterns?: readonly HttpGenericBodyMatch_GenericTextMatch[] | undefined;
}

export interface HttpGenericBodyMatch_GenericTextMatch {
  /** oneof rule */
  readonly string_match?: string | undefined;
  /** oneof rule */
  readonly binary_match?: Uint8Array | undefined;
}
