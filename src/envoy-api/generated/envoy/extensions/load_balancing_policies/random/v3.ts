// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_load_balancing_policies_common_v3 from '../common/v3.js';

export interface Random {
  readonly locality_lb_config?: envoy_extensions_load_balancing_policies_common_v3.LocalityLbConfig | undefined;
}
