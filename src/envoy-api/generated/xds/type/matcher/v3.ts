// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as xds_core_v3 from '../../core/v3.js';
import type * as xds_type_v3 from '../v3.js';

export interface CelMatcher {
  readonly expr_match?: xds_type_v3.CelExpression | undefined;
  readonly description?: string | undefined;
}

export interface ServerNameMatcher {
  readonly domain_matchers?: readonly ServerNameMatcher_DomainMatcher[] | undefined;
}

export interface ServerNameMatcher_DomainMatcher {
  readonly domains?: readonly string[] | undefined;
  readonly on_match?: Matcher_OnMatch | undefined;
}

export interface HttpAttributesCelMatchInput {
}

export interface IPMatcher {
  readonly range_matchers?: readonly IPMatcher_IPRangeMatcher[] | undefined;
}

export interface IPMatcher_IPRangeMatcher {
  readonly ranges?: readonly xds_core_v3.CidrRange[] | undefined;
  readonly on_match?: Matcher_OnMatch | undefined;
  readonly exclusive?: boolean | undefined;
}

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
  readonly action?: xds_core_v3.TypedExtensionConfig | undefined;
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
  readonly input?: xds_core_v3.TypedExtensionConfig | undefined;
  /** oneof matcher */
  readonly value_match?: StringMatcher | undefined;
  /** oneof matcher */
  readonly custom_match?: xds_core_v3.TypedExtensionConfig | undefined;
}

export interface Matcher_MatcherList_Predicate_PredicateList {
  readonly predicate?: readonly Matcher_MatcherList_Predicate[] | undefined;
}

export interface Matcher_MatcherList_FieldMatcher {
  readonly predicate?: Matcher_MatcherList_Predicate | undefined;
  readonly on_match?: Matcher_OnMatch | undefined;
}

export interface Matcher_MatcherTree {
  readonly input?: xds_core_v3.TypedExtensionConfig | undefined;
  /** oneof tree_type */
  readonly exact_match_map?: Matcher_MatcherTree_MatchMap | undefined;
  /** oneof tree_type */
  readonly prefix_match_map?: Matcher_MatcherTree_MatchMap | undefined;
  /** oneof tree_type */
  readonly custom_match?: xds_core_v3.TypedExtensionConfig | undefined;
}

export interface Matcher_MatcherTree_MatchMap {
  readonly map?: { readonly [key: string]: Matcher_OnMatch } | undefined;
}

export interface RegexMatcher {
  /** oneof engine_type */
  readonly google_re2?: RegexMatcher_GoogleRE2 | undefined;
  readonly regex?: string | undefined;
}

export interface RegexMatcher_GoogleRE2 {
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
