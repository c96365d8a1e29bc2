// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../type/matcher/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface TlsParameters {
  readonly tls_minimum_protocol_version?: TlsParameters_TlsProtocol | undefined;
  readonly tls_maximum_protocol_version?: TlsParameters_TlsProtocol | undefined;
  readonly cipher_suites?: readonly string[] | undefined;
  readonly ecdh_curves?: readonly string[] | undefined;
  readonly signature_algorithms?: readonly string[] | undefined;
  readonly compliance_policies?: readonly TlsParameters_CompliancePolicy[] | undefined;
}

export const TlsParameters_TlsProtocol = {
  TLS_AUTO: 0,
  TLSv1_0: 1,
  TLSv1_1: 2,
  TLSv1_2: 3,
  TLSv1_3: 4,
} as const;
export type TlsParameters_TlsProtocol = (typeof TlsParameters_TlsProtocol)[keyof typeof TlsParameters_TlsProtocol];

export const TlsParameters_CompliancePolicy = {
  FIPS_202205: 0,
  CNSA2_202603: 1,
  CNSA1_202603: 2,
} as const;
export type TlsParameters_CompliancePolicy = (typeof TlsParameters_CompliancePolicy)[keyof typeof TlsParameters_CompliancePolicy];

export interface PrivateKeyProvider {
  readonly provider_name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
  readonly fallback?: boolean | undefined;
}

export interface TlsCertificate {
  readonly certificate_chain?: envoy_config_core_v3.DataSource | undefined;
  readonly private_key?: envoy_config_core_v3.DataSource | undefined;
  readonly pkcs12?: envoy_config_core_v3.DataSource | undefined;
  readonly watched_directory?: envoy_config_core_v3.WatchedDirectory | undefined;
  readonly private_key_provider?: PrivateKeyProvider | undefined;
  readonly password?: envoy_config_core_v3.DataSource | undefined;
  readonly ocsp_staple?: envoy_config_core_v3.DataSource | undefined;
  readonly signed_certificate_timestamp?: readonly envoy_config_core_v3.DataSource[] | undefined;
  readonly tls_params?: TlsParameters | undefined;
}

export interface TlsSessionTicketKeys {
  readonly keys?: readonly envoy_config_core_v3.DataSource[] | undefined;
}

export interface CertificateProviderPluginInstance {
  readonly instance_name?: string | undefined;
  readonly certificate_name?: string | undefined;
}

export interface SubjectAltNameMatcher {
  readonly san_type?: SubjectAltNameMatcher_SanType | undefined;
  readonly matcher?: envoy_type_matcher_v3.StringMatcher | undefined;
  readonly oid?: string | undefined;
}

export const SubjectAltNameMatcher_SanType = {
  SAN_TYPE_UNSPECIFIED: 0,
  EMAIL: 1,
  DNS: 2,
  URI: 3,
  IP_ADDRESS: 4,
  OTHER_NAME: 5,
} as const;
export type SubjectAltNameMatcher_SanType = (typeof SubjectAltNameMatcher_SanType)[keyof typeof SubjectAltNameMatcher_SanType];

export interface CertificateValidationContext {
  readonly trusted_ca?: envoy_config_core_v3.DataSource | undefined;
  readonly ca_certificate_provider_instance?: CertificateProviderPluginInstance | undefined;
  readonly system_root_certs?: CertificateValidationContext_SystemRootCerts | undefined;
  readonly watched_directory?: envoy_config_core_v3.WatchedDirectory | undefined;
  readonly verify_certificate_spki?: readonly string[] | undefined;
  readonly verify_certificate_hash?: readonly string[] | undefined;
  readonly match_typed_subject_alt_names?: readonly SubjectAltNameMatcher[] | undefined;
  /** @deprecated */
  readonly match_subject_alt_names?: readonly envoy_type_matcher_v3.StringMatcher[] | undefined;
  readonly require_signed_certificate_timestamp?: google_protobuf.BoolValue | undefined;
  readonly crl?: envoy_config_core_v3.DataSource | undefined;
  readonly allow_expired_certificate?: boolean | undefined;
  readonly trust_chain_verification?: CertificateValidationContext_TrustChainVerification | undefined;
  readonly custom_validator_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly only_verify_leaf_cert_crl?: boolean | undefined;
  readonly max_verify_depth?: google_protobuf.UInt32Value | undefined;
  readonly suppress_client_ca_list?: boolean | undefined;
}

export const CertificateValidationContext_TrustChainVerification = {
  VERIFY_TRUST_CHAIN: 0,
  ACCEPT_UNTRUSTED: 1,
} as const;
export type CertificateValidationContext_TrustChainVerification = (typeof CertificateValidationContext_TrustChainVerification)[keyof typeof CertificateValidationContext_TrustChainVerification];

export interface CertificateValidationContext_SystemRootCerts {
}

export interface GenericSecret {
  readonly secret?: envoy_config_core_v3.DataSource | undefined;
  readonly secrets?: { readonly [key: string]: envoy_config_core_v3.DataSource } | undefined;
}

export interface SdsSecretConfig {
  readonly name?: string | undefined;
  readonly sds_config?: envoy_config_core_v3.ConfigSource | undefined;
}

export interface Secret {
  readonly name?: string | undefined;
  /** oneof type */
  readonly tls_certificate?: TlsCertificate | undefined;
  /** oneof type */
  readonly session_ticket_keys?: TlsSessionTicketKeys | undefined;
  /** oneof type */
  readonly validation_context?: CertificateValidationContext | undefined;
  /** oneof type */
  readonly generic_secret?: GenericSecret | undefined;
}

export interface UpstreamTlsContext {
  readonly common_tls_context?: CommonTlsContext | undefined;
  readonly sni?: string | undefined;
  readonly auto_host_sni?: boolean | undefined;
  readonly auto_sni_san_validation?: boolean | undefined;
  readonly allow_renegotiation?: boolean | undefined;
  readonly max_session_keys?: google_protobuf.UInt32Value | undefined;
  /** @deprecated */
  readonly enforce_rsa_key_usage?: google_protobuf.BoolValue | undefined;
}

export interface DownstreamTlsContext {
  readonly common_tls_context?: CommonTlsContext | undefined;
  readonly require_client_certificate?: google_protobuf.BoolValue | undefined;
  readonly require_sni?: google_protobuf.BoolValue | undefined;
  /** oneof session_ticket_keys_type */
  readonly session_ticket_keys?: TlsSessionTicketKeys | undefined;
  /** oneof session_ticket_keys_type */
  readonly session_ticket_keys_sds_secret_config?: SdsSecretConfig | undefined;
  /** oneof session_ticket_keys_type */
  readonly disable_stateless_session_resumption?: boolean | undefined;
  readonly disable_stateful_session_resumption?: boolean | undefined;
  readonly session_timeout?: google_protobuf.Duration | undefined;
  readonly ocsp_staple_policy?: DownstreamTlsContext_OcspStaplePolicy | undefined;
  readonly full_scan_certs_on_sni_mismatch?: google_protobuf.BoolValue | undefined;
  readonly prefer_client_ciphers?: boolean | undefined;
}

export const DownstreamTlsContext_OcspStaplePolicy = {
  LENIENT_STAPLING: 0,
  STRICT_STAPLING: 1,
  MUST_STAPLE: 2,
} as const;
export type DownstreamTlsContext_OcspStaplePolicy = (typeof DownstreamTlsContext_OcspStaplePolicy)[keyof typeof DownstreamTlsContext_OcspStaplePolicy];

export interface TlsKeyLog {
  readonly path?: string | undefined;
  readonly local_address_range?: readonly envoy_config_core_v3.CidrRange[] | undefined;
  readonly remote_address_range?: readonly envoy_config_core_v3.CidrRange[] | undefined;
}

export interface CommonTlsContext {
  readonly tls_params?: TlsParameters | undefined;
  readonly tls_certificates?: readonly TlsCertificate[] | undefined;
  readonly tls_certificate_sds_secret_configs?: readonly SdsSecretConfig[] | undefined;
  readonly tls_certificate_provider_instance?: CertificateProviderPluginInstance | undefined;
  readonly custom_tls_certificate_selector?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  /** @deprecated */
  readonly tls_certificate_certificate_provider?: CommonTlsContext_CertificateProvider | undefined;
  /** @deprecated */
  readonly tls_certificate_certificate_provider_instance?: CommonTlsContext_CertificateProviderInstance | undefined;
  /** oneof validation_context_type */
  readonly validation_context?: CertificateValidationContext | undefined;
  /** oneof validation_context_type */
  readonly validation_context_sds_secret_config?: SdsSecretConfig | undefined;
  /** oneof validation_context_type */
  readonly combined_validation_context?: CommonTlsContext_CombinedCertificateValidationContext | undefined;
  /** oneof validation_context_type; @deprecated */
  readonly validation_context_certificate_provider?: CommonTlsContext_CertificateProvider | undefined;
  /** oneof validation_context_type; @deprecated */
  readonly validation_context_certificate_provider_instance?: CommonTlsContext_CertificateProviderInstance | undefined;
  readonly alpn_protocols?: readonly string[] | undefined;
  readonly custom_handshaker?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly key_log?: TlsKeyLog | undefined;
}

export interface CommonTlsContext_CertificateProvider {
  readonly name?: string | undefined;
  /** oneof config */
  readonly typed_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface CommonTlsContext_CertificateProviderInstance {
  readonly instance_name?: string | undefined;
  readonly certificate_name?: string | undefined;
}

export interface CommonTlsContext_CombinedCertificateValidationContext {
  readonly default_validation_context?: CertificateValidationContext | undefined;
  readonly validation_context_sds_secret_config?: SdsSecretConfig | undefined;
  /** @deprecated */
  readonly validation_context_certificate_provider?: CommonTlsContext_CertificateProvider | undefined;
  /** @deprecated */
  readonly validation_context_certificate_provider_instance?: CommonTlsContext_CertificateProviderInstance | undefined;
}

export interface SPIFFECertValidatorConfig {
  readonly trust_domains?: readonly SPIFFECertValidatorConfig_TrustDomain[] | undefined;
  readonly trust_bundles?: envoy_config_core_v3.DataSource | undefined;
}

export interface SPIFFECertValidatorConfig_TrustDomain {
  readonly name?: string | undefined;
  readonly trust_bundle?: envoy_config_core_v3.DataSource | undefined;
  readonly workload_trust_domain?: string | undefined;
}
