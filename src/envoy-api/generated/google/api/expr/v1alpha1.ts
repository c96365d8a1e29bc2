// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../protobuf.js';

export interface CheckedExpr {
  readonly reference_map?: { readonly [key: string]: Reference } | undefined;
  readonly type_map?: { readonly [key: string]: Type } | undefined;
  readonly source_info?: SourceInfo | undefined;
  readonly expr_version?: string | undefined;
  readonly expr?: Expr | undefined;
}

export interface Type {
  /** oneof type_kind */
  readonly dyn?: google_protobuf.Empty | undefined;
  /** oneof type_kind */
  readonly null?: google_protobuf.NullValue | undefined;
  /** oneof type_kind */
  readonly primitive?: Type_PrimitiveType | undefined;
  /** oneof type_kind */
  readonly wrapper?: Type_PrimitiveType | undefined;
  /** oneof type_kind */
  readonly well_known?: Type_WellKnownType | undefined;
  /** oneof type_kind */
  readonly list_type?: Type_ListType | undefined;
  /** oneof type_kind */
  readonly map_type?: Type_MapType | undefined;
  /** oneof type_kind */
  readonly function?: Type_FunctionType | undefined;
  /** oneof type_kind */
  readonly message_type?: string | undefined;
  /** oneof type_kind */
  readonly type_param?: string | undefined;
  /** oneof type_kind */
  readonly type?: Type | undefined;
  /** oneof type_kind */
  readonly error?: google_protobuf.Empty | undefined;
  /** oneof type_kind */
  readonly abstract_type?: Type_AbstractType | undefined;
}

export const Type_PrimitiveType = {
  PRIMITIVE_TYPE_UNSPECIFIED: 0,
  BOOL: 1,
  INT64: 2,
  UINT64: 3,
  DOUBLE: 4,
  STRING: 5,
  BYTES: 6,
} as const;
export type Type_PrimitiveType = (typeof Type_PrimitiveType)[keyof typeof Type_PrimitiveType];

export const Type_WellKnownType = {
  WELL_KNOWN_TYPE_UNSPECIFIED: 0,
  ANY: 1,
  TIMESTAMP: 2,
  DURATION: 3,
} as const;
export type Type_WellKnownType = (typeof Type_WellKnownType)[keyof typeof Type_WellKnownType];

export interface Type_ListType {
  readonly elem_type?: Type | undefined;
}

export interface Type_MapType {
  readonly key_type?: Type | undefined;
  readonly value_type?: Type | undefined;
}

export interface Type_FunctionType {
  readonly result_type?: Type | undefined;
  readonly arg_types?: readonly Type[] | undefined;
}

export interface Type_AbstractType {
  readonly name?: string | undefined;
  readonly parameter_types?: readonly Type[] | undefined;
}

export interface Decl {
  readonly name?: string | undefined;
  /** oneof decl_kind */
  readonly ident?: Decl_IdentDecl | undefined;
  /** oneof decl_kind */
  readonly function?: Decl_FunctionDecl | undefined;
}

export interface Decl_IdentDecl {
  readonly type?: Type | undefined;
  readonly value?: Constant | undefined;
  readonly doc?: string | undefined;
}

export interface Decl_FunctionDecl {
  readonly overloads?: readonly Decl_FunctionDecl_Overload[] | undefined;
  readonly doc?: string | undefined;
}

export interface Decl_FunctionDecl_Overload {
  readonly overload_id?: string | undefined;
  readonly params?: readonly Type[] | undefined;
  readonly type_params?: readonly string[] | undefined;
  readonly result_type?: Type | undefined;
  readonly is_instance_function?: boolean | undefined;
  readonly doc?: string | undefined;
}

export interface Reference {
  readonly name?: string | undefined;
  readonly overload_id?: readonly string[] | undefined;
  readonly value?: Constant | undefined;
}

export interface ParsedExpr {
  readonly expr?: Expr | undefined;
  readonly source_info?: SourceInfo | undefined;
}

export interface Expr {
  readonly id?: number | undefined;
  /** oneof expr_kind */
  readonly const_expr?: Constant | undefined;
  /** oneof expr_kind */
  readonly ident_expr?: Expr_Ident | undefined;
  /** oneof expr_kind */
  readonly select_expr?: Expr_Select | undefined;
  /** oneof expr_kind */
  readonly call_expr?: Expr_Call | undefined;
  /** oneof expr_kind */
  readonly list_expr?: Expr_CreateList | undefined;
  /** oneof expr_kind */
  readonly struct_expr?: Expr_CreateStruct | undefined;
  /** oneof expr_kind */
  readonly comprehension_expr?: Expr_Comprehension | undefined;
}

export interface Expr_Ident {
  readonly name?: string | undefined;
}

export interface Expr_Select {
  readonly operand?: Expr | undefined;
  readonly field?: string | undefined;
  readonly test_only?: boolean | undefined;
}

export interface Expr_Call {
  readonly target?: Expr | undefined;
  readonly function?: string | undefined;
  readonly args?: readonly Expr[] | undefined;
}

export interface Expr_CreateList {
  readonly elements?: readonly Expr[] | undefined;
  readonly optional_indices?: readonly number[] | undefined;
}

export interface Expr_CreateStruct {
  readonly message_name?: string | undefined;
  readonly entries?: readonly Expr_CreateStruct_Entry[] | undefined;
}

export interface Expr_CreateStruct_Entry {
  readonly id?: number | undefined;
  /** oneof key_kind */
  readonly field_key?: string | undefined;
  /** oneof key_kind */
  readonly map_key?: Expr | undefined;
  readonly value?: Expr | undefined;
  readonly optional_entry?: boolean | undefined;
}

export interface Expr_Comprehension {
  readonly iter_var?: string | undefined;
  readonly iter_var2?: string | undefined;
  readonly iter_range?: Expr | undefined;
  readonly accu_var?: string | undefined;
  readonly accu_init?: Expr | undefined;
  readonly loop_condition?: Expr | undefined;
  readonly loop_step?: Expr | undefined;
  readonly result?: Expr | undefined;
}

export interface Constant {
  /** oneof constant_kind */
  readonly null_value?: google_protobuf.NullValue | undefined;
  /** oneof constant_kind */
  readonly bool_value?: boolean | undefined;
  /** oneof constant_kind */
  readonly int64_value?: number | undefined;
  /** oneof constant_kind */
  readonly uint64_value?: number | undefined;
  /** oneof constant_kind */
  readonly double_value?: number | undefined;
  /** oneof constant_kind */
  readonly string_value?: string | undefined;
  /** oneof constant_kind */
  readonly bytes_value?: Uint8Array | undefined;
  /** oneof constant_kind; @deprecated */
  readonly duration_value?: google_protobuf.Duration | undefined;
  /** oneof constant_kind; @deprecated */
  readonly timestamp_value?: google_protobuf.Timestamp | undefined;
}

export interface SourceInfo {
  readonly syntax_version?: string | undefined;
  readonly location?: string | undefined;
  readonly line_offsets?: readonly number[] | undefined;
  readonly positions?: { readonly [key: string]: number } | undefined;
  readonly macro_calls?: { readonly [key: string]: Expr } | undefined;
  readonly extensions?: readonly SourceInfo_Extension[] | undefined;
}

export interface SourceInfo_Extension {
  readonly id?: string | undefined;
  readonly affected_components?: readonly SourceInfo_Extension_Component[] | undefined;
  readonly version?: SourceInfo_Extension_Version | undefined;
}

export const SourceInfo_Extension_Component = {
  COMPONENT_UNSPECIFIED: 0,
  COMPONENT_PARSER: 1,
  COMPONENT_TYPE_CHECKER: 2,
  COMPONENT_RUNTIME: 3,
} as const;
export type SourceInfo_Extension_Component = (typeof SourceInfo_Extension_Component)[keyof typeof SourceInfo_Extension_Component];

export interface SourceInfo_Extension_Version {
  readonly major?: number | undefined;
  readonly minor?: number | undefined;
}

export interface SourcePosition {
  readonly location?: string | undefined;
  readonly offset?: number | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
