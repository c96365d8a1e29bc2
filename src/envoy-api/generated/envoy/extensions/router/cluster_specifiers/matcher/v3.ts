// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as xds_type_matcher_v3 from '../../../../../xds/type/matcher/v3.js';

export interface ClusterAction {
  readonly cluster?: string | undefined;
}

export interface MatcherClusterSpecifier {
  readonly cluster_matcher?: xds_type_matcher_v3.Matcher | undefined;
}
