// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_rbac_v3 from '../../../../config/rbac/v3.js';
import type * as xds_type_matcher_v3 from '../../../../../xds/type/matcher/v3.js';

export interface RBAC {
  readonly rules?: envoy_config_rbac_v3.RBAC | undefined;
  readonly rules_stat_prefix?: string | undefined;
  readonly matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly shadow_rules?: envoy_config_rbac_v3.RBAC | undefined;
  readonly shadow_matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly shadow_rules_stat_prefix?: string | undefined;
  readonly track_per_rule_stats?: boolean | undefined;
}

export interface RBACPerRoute {
  readonly rbac?: RBAC | undefined;
}
