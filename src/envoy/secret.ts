import type { Secret } from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import type { Certificate, TrustBundle } from '../model/index.js';

/** A certificate with its key as Envoy asks for it by SDS. */
export function secret({ name, chain, privateKey }: Certificate): Secret {
  return {
    name,
    tls_certificate: {
      certificate_chain: { inline_string: chain },
      private_key: { inline_string: privateKey },
    },
  };
}

/** Certificates of authorities as Envoy asks for them by SDS; what peers have to show besides stands where it is asked for. */
export function trustSecret({ name, source }: TrustBundle): Secret {
  const trusted_ca = source.type === 'File' ? { filename: source.path } : { inline_string: source.certificates };
  return { name, validation_context: { trusted_ca } };
}
