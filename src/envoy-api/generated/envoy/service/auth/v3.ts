// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../config/core/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as google_rpc from '../../../google/rpc.js';

export interface AttributeContext {
  readonly source?: AttributeContext_Peer | undefined;
  readonly destination?: AttributeContext_Peer | undefined;
  readonly request?: AttributeContext_Request | undefined;
  readonly context_extensions?: { readonly [key: string]: string } | undefined;
  readonly metadata_context?: envoy_config_core_v3.Metadata | undefined;
  readonly route_metadata_context?: envoy_config_core_v3.Metadata | undefined;
  readonly tls_session?: AttributeContext_TLSSession | undefined;
}

export interface AttributeContext_Peer {
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly service?: string | undefined;
  readonly labels?: { readonly [key: string]: string } | undefined;
  readonly principal?: string | undefined;
  readonly certificate?: string | undefined;
}

export interface AttributeContext_Request {
  readonly time?: google_protobuf.Timestamp | undefined;
  readonly http?: AttributeContext_HttpRequest | undefined;
}

export interface AttributeContext_HttpRequest {
  readonly id?: string | undefined;
  readonly method?: string | undefined;
  readonly headers?: { readonly [key: string]: string } | undefined;
  readonly header_map?: envoy_config_core_v3.HeaderMap | undefined;
  readonly path?: string | undefined;
  readonly host?: string | undefined;
  readonly scheme?: string | undefined;
  readonly query?: string | undefined;
  readonly fragment?: string | undefined;
  readonly size?: number | undefined;
  readonly protocol?: string | undefined;
  readonly body?: string | undefined;
  readonly raw_body?: Uint8Array | undefined;
}

export interface AttributeContext_TLSSession {
  readonly sni?: string | undefined;
}

export interface CheckRequest {
  readonly attributes?: AttributeContext | undefined;
}

export interface DeniedHttpResponse {
  readonly status?: envoy_type_v3.HttpStatus | undefined;
  readonly headers?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly body?: string | undefined;
}

export interface OkHttpResponse {
  readonly headers?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly headers_to_remove?: readonly string[] | undefined;
  /** @deprecated */
  readonly dynamic_metadata?: google_protobuf.Struct | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly query_parameters_to_set?: readonly envoy_config_core_v3.QueryParameter[] | undefined;
  readonly query_parameters_to_remove?: readonly string[] | undefined;
}

export interface CheckResponse {
  readonly status?: google_rpc.Status | undefined;
  /** oneof http_response */
  readonly denied_response?: DeniedHttpResponse | undefined;
  /** oneof http_response */
  readonly ok_response?: OkHttpResponse | undefined;
  /** oneof http_response */
  readonly error_response?: DeniedHttpResponse | undefined;
  readonly dynamic_metadata?: google_protobuf.Struct | undefined;
}
