// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_filters_common_set_filter_state_v3 from '../../common/set_filter_state/v3.js';

export interface Config {
  readonly on_accept?: readonly envoy_extensions_filters_common_set_filter_state_v3.FilterStateValue[] | undefined;
}
