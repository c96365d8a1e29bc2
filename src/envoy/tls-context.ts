import { any } from '../envoy-api/codec.js';
import type { TransportSocket } from '../envoy-api/generated/envoy/config/core/v3.js';
import { TlsParameters_TlsProtocol as TlsProtocol } from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import type { ServerTls } from '../model/index.js';
import { ADS } from './values.js';

/** TLS 1.2 or later terminated at the proxy, HTTP/2 preferred. The certificates come by SDS, so they change in place. */
export function downstreamTls({ certificates }: ServerTls): TransportSocket {
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: any('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
      common_tls_context: {
        tls_params: { tls_minimum_protocol_version: TlsProtocol.TLSv1_2 },
        tls_certificate_sds_secret_configs: certificates.map((name) => ({ name, sds_config: ADS })),
        alpn_protocols: ['h2', 'http/1.1'],
      },
    }),
  };
}
