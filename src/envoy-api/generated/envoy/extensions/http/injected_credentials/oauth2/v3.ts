// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_extensions_transport_sockets_tls_v3 from '../../../transport_sockets/tls/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface OAuth2 {
  readonly token_endpoint?: envoy_config_core_v3.HttpUri | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** oneof flow_type */
  readonly client_credentials?: OAuth2_ClientCredentials | undefined;
  readonly token_fetch_retry_interval?: google_protobuf.Duration | undefined;
  readonly endpoint_params?: readonly OAuth2_EndpointParameter[] | undefined;
}

export const OAuth2_AuthType = {
  BASIC_AUTH: 0,
  URL_ENCODED_BODY: 1,
  TLS_CLIENT_AUTH: 2,
} as const;
export type OAuth2_AuthType = (typeof OAuth2_AuthType)[keyof typeof OAuth2_AuthType];

export interface OAuth2_ClientCredentials {
  readonly client_id?: string | undefined;
  readonly client_secret?: envoy_extensions_transport_sockets_tls_v3.SdsSecretConfig | undefined;
  readonly auth_type?: OAuth2_AuthType | undefined;
}

export interface OAuth2_EndpointParameter {
  readonly name?: string | undefined;
  readonly value?: string | undefined;
}
