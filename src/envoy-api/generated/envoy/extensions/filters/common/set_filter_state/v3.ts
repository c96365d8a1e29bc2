// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface FilterStateValue {
  /** oneof key */
  readonly object_key?: string | undefined;
  readonly factory_key?: string | undefined;
  /** oneof value */
  readonly format_string?: envoy_config_core_v3.SubstitutionFormatString | undefined;
  /** @deprecated */
  readonly read_only?: boolean | undefined;
  readonly shared_with_upstream?: FilterStateValue_SharedWithUpstream | undefined;
  readonly skip_if_empty?: boolean | undefined;
}

export const FilterStateValue_SharedWithUpstream = {
  NONE: 0,
  ONCE: 1,
  TRANSITIVE: 2,
} as const;
export type FilterStateValue_SharedWithUpstream = (typeof FilterStateValue_SharedWithUpstream)[keyof typeof FilterStateValue_SharedWithUpstream];
