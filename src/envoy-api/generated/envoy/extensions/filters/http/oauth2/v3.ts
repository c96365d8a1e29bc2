// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as envoy_extensions_transport_sockets_tls_v3 from '../../../transport_sockets/tls/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface CookieConfig {
  readonly same_site?: CookieConfig_SameSite | undefined;
  readonly path?: string | undefined;
  readonly partitioned?: boolean | undefined;
}

export const CookieConfig_SameSite = {
  DISABLED: 0,
  STRICT: 1,
  LAX: 2,
  NONE: 3,
} as const;
export type CookieConfig_SameSite = (typeof CookieConfig_SameSite)[keyof typeof CookieConfig_SameSite];

export interface CookieConfigs {
  readonly bearer_token_cookie_config?: CookieConfig | undefined;
  readonly oauth_hmac_cookie_config?: CookieConfig | undefined;
  readonly oauth_expires_cookie_config?: CookieConfig | undefined;
  readonly id_token_cookie_config?: CookieConfig | undefined;
  readonly refresh_token_cookie_config?: CookieConfig | undefined;
  readonly oauth_nonce_cookie_config?: CookieConfig | undefined;
  readonly code_verifier_cookie_config?: CookieConfig | undefined;
}

export interface OAuth2Credentials {
  readonly client_id?: string | undefined;
  readonly token_secret?: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig | undefined;
  /** oneof token_formation */
  readonly hmac_secret?: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig | undefined;
  readonly cookie_names?: OAuth2Credentials_CookieNames | undefined;
  readonly cookie_domain?: string | undefined;
}

export interface OAuth2Credentials_CookieNames {
  readonly bearer_token?: string | undefined;
  readonly oauth_hmac?: string | undefined;
  readonly oauth_expires?: string | undefined;
  readonly id_token?: string | undefined;
  readonly refresh_token?: string | undefined;
  readonly oauth_nonce?: string | undefined;
  readonly code_verifier?: string | undefined;
}

export interface PrivateKeyJwtConfig {
  readonly signing_algorithm?: PrivateKeyJwtConfig_SigningAlgorithm | undefined;
  readonly assertion_lifetime?: google_protobuf.Duration | undefined;
  readonly assertion_audience?: string | undefined;
}

export const PrivateKeyJwtConfig_SigningAlgorithm = {
  RS256: 0,
  RS384: 1,
  RS512: 2,
  ES256: 3,
  ES384: 4,
  ES512: 5,
} as const;
export type PrivateKeyJwtConfig_SigningAlgorithm = (typeof PrivateKeyJwtConfig_SigningAlgorithm)[keyof typeof PrivateKeyJwtConfig_SigningAlgorithm];

export interface OAuth2TokenForwarding {
  readonly header?: string | undefined;
}

export interface PostLogoutRedirectUri {
  /** oneof config */
  readonly disabled?: boolean | undefined;
  /** oneof config */
  readonly uri?: string | undefined;
}

export interface TokenCookieChunking {
  readonly max_cookie_size?: google_protobuf.UInt32Value | undefined;
  readonly max_chunks?: google_protobuf.UInt32Value | undefined;
}

export interface OAuth2Config {
  readonly token_endpoint?: envoy_config_core_v3.HttpUri | undefined;
  readonly retry_policy?: envoy_config_core_v3.RetryPolicy | undefined;
  readonly authorization_endpoint?: string | undefined;
  readonly end_session_endpoint?: string | undefined;
  readonly post_logout_redirect_uri?: PostLogoutRedirectUri | undefined;
  readonly credentials?: OAuth2Credentials | undefined;
  readonly redirect_uri?: string | undefined;
  readonly redirect_path_matcher?: envoy_type_matcher_v3.PathMatcher | undefined;
  readonly signout_path?: envoy_type_matcher_v3.PathMatcher | undefined;
  readonly forward_bearer_token?: boolean | undefined;
  readonly forward_id_token?: OAuth2TokenForwarding | undefined;
  readonly preserve_authorization_header?: boolean | undefined;
  readonly pass_through_matcher?: readonly envoy_config_route_v3.HeaderMatcher[] | undefined;
  readonly auth_scopes?: readonly string[] | undefined;
  readonly resources?: readonly string[] | undefined;
  readonly auth_type?: OAuth2Config_AuthType | undefined;
  readonly use_refresh_token?: google_protobuf.BoolValue | undefined;
  readonly default_expires_in?: google_protobuf.Duration | undefined;
  readonly deny_redirect_matcher?: readonly envoy_config_route_v3.HeaderMatcher[] | undefined;
  readonly default_refresh_token_expires_in?: google_protobuf.Duration | undefined;
  readonly disable_id_token_set_cookie?: boolean | undefined;
  readonly disable_access_token_set_cookie?: boolean | undefined;
  readonly disable_refresh_token_set_cookie?: boolean | undefined;
  readonly cookie_configs?: CookieConfigs | undefined;
  readonly stat_prefix?: string | undefined;
  readonly csrf_token_expires_in?: google_protobuf.Duration | undefined;
  readonly code_verifier_token_expires_in?: google_protobuf.Duration | undefined;
  readonly disable_token_encryption?: boolean | undefined;
  readonly allow_failed_matcher?: readonly envoy_config_route_v3.HeaderMatcher[] | undefined;
  readonly original_request_uri?: string | undefined;
  readonly allowed_redirect_domains?: readonly string[] | undefined;
  readonly use_access_token_expiry_for_id_token_cookie?: boolean | undefined;
  readonly private_key_jwt_config?: PrivateKeyJwtConfig | undefined;
  readonly token_cookie_chunking?: TokenCookieChunking | undefined;
}

export const OAuth2Config_AuthType = {
  URL_ENCODED_BODY: 0,
  BASIC_AUTH: 1,
  TLS_CLIENT_AUTH: 2,
  PRIVATE_KEY_JWT: 3,
} as const;
export type OAuth2Config_AuthType = (typeof OAuth2Config_AuthType)[keyof typeof OAuth2Config_AuthType];

export interface OAuth2PerRoute {
  readonly config?: OAuth2Config | undefined;
}

export interface OAuth2 {
  readonly config?: OAuth2Config | undefined;
}
