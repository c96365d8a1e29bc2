// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';

export interface UpstreamIpPortMatcher {
  readonly upstream_ip?: envoy_config_core_v3.CidrRange | undefined;
  readonly upstream_port_range?: envoy_type_v3.Int64Range | undefined;
}
