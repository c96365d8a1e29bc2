// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';

export interface Config {
  readonly request_rules?: readonly Config_Rule[] | undefined;
  readonly response_rules?: readonly Config_Rule[] | undefined;
  readonly stat_prefix?: string | undefined;
}

export const Config_ValueType = {
  STRING: 0,
  NUMBER: 1,
  PROTOBUF_VALUE: 2,
} as const;
export type Config_ValueType = (typeof Config_ValueType)[keyof typeof Config_ValueType];

export const Config_ValueEncode = {
  NONE: 0,
  BASE64: 1,
} as const;
export type Config_ValueEncode = (typeof Config_ValueEncode)[keyof typeof Config_ValueEncode];

export interface Config_KeyValuePair {
  readonly metadata_namespace?: string | undefined;
  readonly key?: string | undefined;
  readonly value?: string | undefined;
  readonly regex_value_rewrite?: envoy_type_matcher_v3.RegexMatchAndSubstitute | undefined;
  readonly type?: Config_ValueType | undefined;
  readonly encode?: Config_ValueEncode | undefined;
}

export interface Config_Rule {
  readonly header?: string | undefined;
  readonly cookie?: string | undefined;
  readonly on_header_present?: Config_KeyValuePair | undefined;
  readonly on_header_missing?: Config_KeyValuePair | undefined;
  readonly remove?: boolean | undefined;
}
