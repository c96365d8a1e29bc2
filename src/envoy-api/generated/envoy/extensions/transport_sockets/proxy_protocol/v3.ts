// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';

export interface ProxyProtocolUpstreamTransport {
  readonly config?: envoy_config_core_v3.ProxyProtocolConfig | undefined;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket | undefined;
  readonly allow_unspecified_address?: boolean | undefined;
  readonly tlv_as_pool_key?: boolean | undefined;
}
