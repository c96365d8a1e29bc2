// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../type/matcher/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface HeaderMutationRules {
  readonly allow_all_routing?: google_protobuf.BoolValue | undefined;
  readonly allow_envoy?: google_protobuf.BoolValue | undefined;
  readonly disallow_system?: google_protobuf.BoolValue | undefined;
  readonly disallow_all?: google_protobuf.BoolValue | undefined;
  readonly allow_expression?: envoy_type_matcher_v3.RegexMatcher | undefined;
  readonly disallow_expression?: envoy_type_matcher_v3.RegexMatcher | undefined;
  readonly disallow_is_error?: google_protobuf.BoolValue | undefined;
}

export interface HeaderMutation {
  /** oneof action */
  readonly remove?: string | undefined;
  /** oneof action */
  readonly append?: envoy_config_core_v3.HeaderValueOption | undefined;
  /** oneof action */
  readonly remove_on_match?: HeaderMutation_RemoveOnMatch | undefined;
}

export interface HeaderMutation_RemoveOnMatch {
  readonly key_matcher?: envoy_type_matcher_v3.StringMatcher | undefined;
}
