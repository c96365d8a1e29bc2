// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_extensions_transport_sockets_tls_v3 from '../../../transport_sockets/tls/v3.js';

export interface Generic {
  readonly credential?: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig | undefined;
  readonly header?: string | undefined;
  readonly header_value_prefix?: string | undefined;
}
