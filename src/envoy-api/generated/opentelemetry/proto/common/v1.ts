// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface AnyValue {
  /** oneof value */
  readonly string_value?: string | undefined;
  /** oneof value */
  readonly bool_value?: boolean | undefined;
  /** oneof value */
  readonly int_value?: number | undefined;
  /** oneof value */
  readonly double_value?: number | undefined;
  /** oneof value */
  readonly array_value?: ArrayValue | undefined;
  /** oneof value */
  readonly kvlist_value?: KeyValueList | undefined;
  /** oneof value */
  readonly bytes_value?: Uint8Array | undefined;
  /** oneof value */
  readonly string_value_strindex?: number | undefined;
}

export interface ArrayValue {
  readonly values?: readonly AnyValue[] | undefined;
}

export interface KeyValueList {
  readonly values?: readonly KeyValue[] | undefined;
}

export interface KeyValue {
  readonly key?: string | undefined;
  readonly value?: AnyValue | undefined;
  readonly key_strindex?: number | undefined;
}

export interface InstrumentationScope {
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  readonly attributes?: readonly KeyValue[] | undefined;
  readonly dropped_attributes_count?: number | undefined;
}

export interface EntityRef {
  readonly schema_url?: string | undefined;
  readonly type?: string | undefined;
  readonly id_keys?: readonly string[] | undefined;
  readonly description_keys?: readonly string[] | undefined;
}
