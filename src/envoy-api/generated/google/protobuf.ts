// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface Any {
  readonly type_url: string;
  readonly value: Uint8Array;
}

export interface Duration {
  readonly seconds?: number | undefined;
  readonly nanos?: number | undefined;
}

export interface Empty {
}

export const NullValue = {
  NULL_VALUE: 0,
} as const;
export type NullValue = (typeof NullValue)[keyof typeof NullValue];

export interface Struct {
  readonly fields?: { readonly [key: string]: Value } | undefined;
}

export interface Value {
  /** oneof kind */
  readonly null_value?: NullValue | undefined;
  /** oneof kind */
  readonly number_value?: number | undefined;
  /** oneof kind */
  readonly string_value?: string | undefined;
  /** oneof kind */
  readonly bool_value?: boolean | undefined;
  /** oneof kind */
  readonly struct_value?: Struct | undefined;
  /** oneof kind */
  readonly list_value?: ListValue | undefined;
}

export interface ListValue {
  readonly values?: readonly Value[] | undefined;
}

export interface Timestamp {
  readonly seconds?: number | undefined;
  readonly nanos?: number | undefined;
}

export interface DoubleValue {
  readonly value?: number | undefined;
}

export interface FloatValue {
  readonly value?: number | undefined;
}

export interface Int64Value {
  readonly value?: number | undefined;
}

export interface UInt64Value {
  readonly value?: number | undefined;
}

export interface Int32Value {
  readonly value?: number | undefined;
}

export interface UInt32Value {
  readonly value?: number | undefined;
}

export interface BoolValue {
  readonly value?: boolean | undefined;
}

export interface StringValue {
  readonly value?: string | undefined;
}

export interface BytesValue {
  readonly value?: Uint8Array | undefined;
}
