// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface ProxyProtocol {
  readonly rules?: readonly ProxyProtocol_Rule[] | undefined;
  readonly allow_requests_without_proxy_protocol?: boolean | undefined;
  readonly pass_through_tlvs?: envoy_config_core_v3.ProxyProtocolPassThroughTLVs | undefined;
  readonly disallowed_versions?: readonly envoy_config_core_v3.ProxyProtocolConfig_Version[] | undefined;
  readonly stat_prefix?: string | undefined;
  readonly tlv_location?: ProxyProtocol_TlvLocation | undefined;
}

export const ProxyProtocol_TlvLocation = {
  DYNAMIC_METADATA: 0,
  FILTER_STATE: 1,
} as const;
export type ProxyProtocol_TlvLocation = (typeof ProxyProtocol_TlvLocation)[keyof typeof ProxyProtocol_TlvLocation];

export interface ProxyProtocol_KeyValuePair {
  readonly metadata_namespace?: string | undefined;
  readonly key?: string | undefined;
  readonly value_string_encoding?: ProxyProtocol_KeyValuePair_ValueStringEncoding | undefined;
}

export const ProxyProtocol_KeyValuePair_ValueStringEncoding = {
  UNSPECIFIED: 0,
  SANITIZED_UTF8: 1,
  BASE64: 2,
} as const;
export type ProxyProtocol_KeyValuePair_ValueStringEncoding = (typeof ProxyProtocol_KeyValuePair_ValueStringEncoding)[keyof typeof ProxyProtocol_KeyValuePair_ValueStringEncoding];

export interface ProxyProtocol_Rule {
  readonly tlv_type?: number | undefined;
  readonly on_tlv_present?: ProxyProtocol_KeyValuePair | undefined;
}
