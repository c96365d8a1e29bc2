// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_api_expr_v1alpha1 from '../../../../google/api/expr/v1alpha1.js';

export interface Descriptor {
  readonly descriptor_key?: string | undefined;
  readonly skip_if_error?: boolean | undefined;
  /** oneof expr_specifier */
  readonly text?: string | undefined;
  /** oneof expr_specifier */
  readonly parsed?: google_api_expr_v1alpha1.Expr | undefined;
}
