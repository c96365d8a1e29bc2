// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_common_mutation_rules_v3 from '../../../../config/common/mutation_rules/v3.js';
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface Mutations {
  readonly request_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[] | undefined;
  readonly query_parameter_mutations?: readonly envoy_config_core_v3.KeyValueMutation[] | undefined;
  readonly response_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[] | undefined;
  readonly response_trailers_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[] | undefined;
  readonly request_trailers_mutations?: readonly envoy_config_common_mutation_rules_v3.HeaderMutation[] | undefined;
  readonly formatters?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
}

export interface HeaderMutationPerRoute {
  readonly mutations?: Mutations | undefined;
}

export interface HeaderMutation {
  readonly mutations?: Mutations | undefined;
  readonly most_specific_header_mutations_wins?: boolean | undefined;
}
