import type { Secret } from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import type { Certificate } from '../model/index.js';

/** A server certificate as Envoy asks for it by SDS. */
export function secret({ name, chain, privateKey }: Certificate): Secret {
  return {
    name,
    tls_certificate: {
      certificate_chain: { inline_string: chain },
      private_key: { inline_string: privateKey },
    },
  };
}
