// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_transport_sockets_tls_v3 from '../tls/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface QuicDownstreamTransport {
  readonly downstream_tls_context?: envoy_extensions_transport_sockets_tls_v3.DownstreamTlsContext | undefined;
  readonly enable_early_data?: google_protobuf.BoolValue | undefined;
  readonly enable_resumption?: google_protobuf.BoolValue | undefined;
}

export interface QuicUpstreamTransport {
  readonly upstream_tls_context?: envoy_extensions_transport_sockets_tls_v3.UpstreamTlsContext | undefined;
}
