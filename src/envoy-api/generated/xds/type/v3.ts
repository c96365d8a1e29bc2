// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as cel_expr from '../../cel/expr.js';
import type * as google_api_expr_v1alpha1 from '../../google/api/expr/v1alpha1.js';
import type * as google_protobuf from '../../google/protobuf.js';

export interface CelExpression {
  /** oneof expr_specifier; @deprecated */
  readonly parsed_expr?: google_api_expr_v1alpha1.ParsedExpr | undefined;
  /** oneof expr_specifier; @deprecated */
  readonly checked_expr?: google_api_expr_v1alpha1.CheckedExpr | undefined;
  readonly cel_expr_parsed?: cel_expr.ParsedExpr | undefined;
  readonly cel_expr_checked?: cel_expr.CheckedExpr | undefined;
  readonly cel_expr_string?: string | undefined;
}

export interface CelExtractString {
  readonly expr_extract?: CelExpression | undefined;
  readonly default_value?: google_protobuf.StringValue | undefined;
}

export interface TypedStruct {
  readonly type_url?: string | undefined;
  readonly value?: google_protobuf.Struct | undefined;
}
