// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_metadata_v3 from '../metadata/v3.js';

export interface CustomTag {
  readonly tag?: string | undefined;
  /** oneof type */
  readonly literal?: CustomTag_Literal | undefined;
  /** oneof type */
  readonly environment?: CustomTag_Environment | undefined;
  /** oneof type */
  readonly request_header?: CustomTag_Header | undefined;
  /** oneof type */
  readonly metadata?: CustomTag_Metadata | undefined;
  /** oneof type */
  readonly value?: string | undefined;
  readonly value_type?: CustomTag_ValueType | undefined;
}

export const CustomTag_ValueType = {
  UNSPECIFIED: 0,
  STRING: 1,
  INT: 2,
  DOUBLE: 3,
  BOOL: 4,
} as const;
export type CustomTag_ValueType = (typeof CustomTag_ValueType)[keyof typeof CustomTag_ValueType];

export interface CustomTag_Literal {
  readonly value?: string | undefined;
}

export interface CustomTag_Environment {
  readonly name?: string | undefined;
  readonly default_value?: string | undefined;
}

export interface CustomTag_Header {
  readonly name?: string | undefined;
  readonly default_value?: string | undefined;
}

export interface CustomTag_Metadata {
  readonly kind?: envoy_type_metadata_v3.MetadataKind | undefined;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey | undefined;
  readonly default_value?: string | undefined;
}
