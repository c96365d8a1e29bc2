// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_common_mutation_rules_v3 from '../../../../config/common/mutation_rules/v3.js';

export interface HeaderMutation {
  readonly mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[] | undefined;
}
