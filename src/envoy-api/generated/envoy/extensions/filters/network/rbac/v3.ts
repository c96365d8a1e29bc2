// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_rbac_v3 from '../../../../config/rbac/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';
import type * as xds_type_matcher_v3 from '../../../../../xds/type/matcher/v3.js';

export interface RBAC {
  readonly rules?: envoy_config_rbac_v3.RBAC | undefined;
  readonly matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly shadow_rules?: envoy_config_rbac_v3.RBAC | undefined;
  readonly shadow_matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly shadow_rules_stat_prefix?: string | undefined;
  readonly stat_prefix?: string | undefined;
  readonly enforcement_type?: RBAC_EnforcementType | undefined;
  readonly delay_deny?: google_protobuf.Duration | undefined;
}

export const RBAC_EnforcementType = {
  ONE_TIME_ON_FIRST_BYTE: 0,
  CONTINUOUS: 1,
} as const;
export type RBAC_EnforcementType = (typeof RBAC_EnforcementType)[keyof typeof RBAC_EnforcementType];
