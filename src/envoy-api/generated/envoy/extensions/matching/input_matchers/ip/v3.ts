// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface Ip {
  readonly cidr_ranges?: readonly envoy_config_core_v3.CidrRange[] | undefined;
  readonly stat_prefix?: string | undefined;
}
