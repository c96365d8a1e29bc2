// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';

export interface Http11ProxyUpstreamTransport {
  readonly transport_socket?: envoy_config_core_v3.TransportSocket | undefined;
  readonly default_proxy_address?: envoy_config_core_v3.Address | undefined;
}
