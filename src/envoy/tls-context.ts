import { any } from '../envoy-api/codec.js';
import type { TransportSocket } from '../envoy-api/generated/envoy/config/core/v3.js';
import type {
  CommonTlsContext,
  SdsSecretConfig,
  SubjectAltNameMatcher,
} from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import {
  SubjectAltNameMatcher_SanType as SanType,
  TlsParameters_TlsProtocol as TlsProtocol,
  CertificateValidationContext_TrustChainVerification as TrustChain,
} from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import type { Backend, ClientTls, ClientValidation, SubjectAltName, TlsTermination } from '../model/index.js';
import { ADS, bool } from './values.js';

export const TLS_SOCKET = 'envoy.transport_sockets.tls';

/** TLS 1.2 or later terminated at the proxy. What it verifies with comes by SDS, so it changes in place. */
export function downstreamTls(
  { certificates, clientValidation }: TlsTermination,
  alpn_protocols: readonly string[],
): TransportSocket {
  return {
    name: TLS_SOCKET,
    typed_config: any('envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext', {
      common_tls_context: {
        tls_params: { tls_minimum_protocol_version: TlsProtocol.TLSv1_2 },
        tls_certificate_sds_secret_configs: certificates.map(secretConfig),
        alpn_protocols,
        ...(clientValidation && clientVerification(clientValidation)),
      },
      ...(clientValidation && { require_client_certificate: bool(clientValidation.mode === 'AllowValidOnly') }),
    }),
  };
}

/** Without the authorities nobody gets in, whatever the mode is. */
function clientVerification({ trustBundle, mode }: ClientValidation): Partial<CommonTlsContext> {
  const lenient = mode === 'AllowInsecureFallback';
  return {
    combined_validation_context: {
      default_validation_context: lenient ? { trust_chain_verification: TrustChain.ACCEPT_UNTRUSTED } : {},
      validation_context_sds_secret_config: secretConfig(trustBundle),
    },
  };
}

const ALPN: Readonly<Record<Backend['protocol'], readonly string[]>> = {
  HTTP: ['http/1.1'],
  HTTP2: ['h2'],
  Downstream: [],
  TCP: [],
  UDP: [],
};

/** TLS 1.2 or later with the proxy as the client. Certificates come by SDS, so they change in place. */
export function upstreamTls(
  { serverName, subjectAltNames, trustBundle, certificate }: ClientTls,
  protocol: Backend['protocol'],
): TransportSocket {
  return {
    name: TLS_SOCKET,
    typed_config: any('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
      sni: serverName,
      common_tls_context: {
        tls_params: {
          tls_minimum_protocol_version: TlsProtocol.TLSv1_2,
          tls_maximum_protocol_version: TlsProtocol.TLSv1_3,
        },
        tls_certificate_sds_secret_configs: certificate === undefined ? [] : [secretConfig(certificate)],
        combined_validation_context: {
          default_validation_context: { match_typed_subject_alt_names: subjectAltNames.map(sanMatcher) },
          validation_context_sds_secret_config: secretConfig(trustBundle),
        },
        alpn_protocols: ALPN[protocol],
      },
    }),
  };
}

/** Envoy lets a wildcard in a certificate match an exact DNS name here. */
function sanMatcher({ type, value }: SubjectAltName): SubjectAltNameMatcher {
  return { san_type: SanType[type], matcher: { exact: value } };
}

export function secretConfig(name: string): SdsSecretConfig {
  return { name, sds_config: ADS };
}
