// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface CaresDnsResolverConfig {
  readonly resolvers?: readonly envoy_config_core_v3.Address[] | undefined;
  readonly use_resolvers_as_fallback?: boolean | undefined;
  readonly filter_unroutable_families?: boolean | undefined;
  readonly dns_resolver_options?: envoy_config_core_v3.DnsResolverOptions | undefined;
  readonly udp_max_queries?: google_protobuf.UInt32Value | undefined;
  readonly query_timeout_seconds?: google_protobuf.UInt64Value | undefined;
  readonly query_tries?: google_protobuf.UInt32Value | undefined;
  readonly rotate_nameservers?: boolean | undefined;
  readonly edns0_max_payload_size?: google_protobuf.UInt32Value | undefined;
  readonly max_udp_channel_duration?: google_protobuf.Duration | undefined;
  readonly reinit_channel_on_timeout?: boolean | undefined;
  readonly qcache_max_ttl?: google_protobuf.UInt32Value | undefined;
}
