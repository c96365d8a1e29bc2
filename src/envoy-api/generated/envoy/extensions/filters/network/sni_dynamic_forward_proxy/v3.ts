// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from '../../../common/dynamic_forward_proxy/v3.js';

export interface FilterConfig {
  readonly dns_cache_config?: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig | undefined;
  /** oneof port_specifier */
  readonly port_value?: number | undefined;
  readonly save_upstream_address?: boolean | undefined;
}
