// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_transport_sockets_tls_v3 from '../../../transport_sockets/tls/v3.js';

export interface Config {
  readonly san_matcher?: envoy_extensions_transport_sockets_tls_v3.SubjectAltNameMatcher | undefined;
  readonly any_validated_client_certificate?: boolean | undefined;
}
