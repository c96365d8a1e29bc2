// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_config_route_v3 from '../route/v3.js';
import type * as envoy_type_matcher_v3 from '../../type/matcher/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_api_expr_v1alpha1 from '../../../google/api/expr/v1alpha1.js';

export const MetadataSource = {
  DYNAMIC: 0,
  ROUTE: 1,
} as const;
export type MetadataSource = (typeof MetadataSource)[keyof typeof MetadataSource];

export interface RBAC {
  readonly action?: RBAC_Action | undefined;
  readonly policies?: { readonly [key: string]: Policy } | undefined;
  readonly audit_logging_options?: RBAC_AuditLoggingOptions | undefined;
}

export const RBAC_Action = {
  ALLOW: 0,
  DENY: 1,
  LOG: 2,
} as const;
export type RBAC_Action = (typeof RBAC_Action)[keyof typeof RBAC_Action];

export interface RBAC_AuditLoggingOptions {
  readonly audit_condition?: RBAC_AuditLoggingOptions_AuditCondition | undefined;
  readonly logger_configs?: readonly RBAC_AuditLoggingOptions_AuditLoggerConfig[] | undefined;
}

export const RBAC_AuditLoggingOptions_AuditCondition = {
  NONE: 0,
  ON_DENY: 1,
  ON_ALLOW: 2,
  ON_DENY_AND_ALLOW: 3,
} as const;
export type RBAC_AuditLoggingOptions_AuditCondition = (typeof RBAC_AuditLoggingOptions_AuditCondition)[keyof typeof RBAC_AuditLoggingOptions_AuditCondition];

export interface RBAC_AuditLoggingOptions_AuditLoggerConfig {
  readonly audit_logger?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly is_optional?: boolean | undefined;
}

export interface Policy {
  readonly permissions?: readonly Permission[] | undefined;
  readonly principals?: readonly Principal[] | undefined;
  readonly condition?: google_api_expr_v1alpha1.Expr | undefined;
  readonly checked_condition?: google_api_expr_v1alpha1.CheckedExpr | undefined;
  readonly cel_config?: envoy_config_core_v3.CelExpressionConfig | undefined;
}

export interface SourcedMetadata {
  readonly metadata_matcher?: envoy_type_matcher_v3.MetadataMatcher | undefined;
  readonly metadata_source?: MetadataSource | undefined;
}

export interface Permission {
  /** oneof rule */
  readonly and_rules?: Permission_Set | undefined;
  /** oneof rule */
  readonly or_rules?: Permission_Set | undefined;
  /** oneof rule */
  readonly any?: boolean | undefined;
  /** oneof rule */
  readonly header?: envoy_config_route_v3.HeaderMatcher | undefined;
  /** oneof rule */
  readonly url_path?: envoy_type_matcher_v3.PathMatcher | undefined;
  /** oneof rule */
  readonly destination_ip?: envoy_config_core_v3.CidrRange | undefined;
  /** oneof rule */
  readonly destination_port?: number | undefined;
  /** oneof rule */
  readonly destination_port_range?: envoy_type_v3.Int32Range | undefined;
  /** oneof rule; @deprecated */
  readonly metadata?: envoy_type_matcher_v3.MetadataMatcher | undefined;
  /** oneof rule */
  readonly not_rule?: Permission | undefined;
  /** oneof rule */
  readonly requested_server_name?: envoy_type_matcher_v3.StringMatcher | undefined;
  /** oneof rule */
  readonly matcher?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  /** oneof rule */
  readonly uri_template?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  /** oneof rule */
  readonly sourced_metadata?: SourcedMetadata | undefined;
}

export interface Permission_Set {
  readonly rules?: readonly Permission[] | undefined;
}

export interface Principal {
  /** oneof identifier */
  readonly and_ids?: Principal_Set | undefined;
  /** oneof identifier */
  readonly or_ids?: Principal_Set | undefined;
  /** oneof identifier */
  readonly any?: boolean | undefined;
  /** oneof identifier */
  readonly authenticated?: Principal_Authenticated | undefined;
  /** oneof identifier; @deprecated */
  readonly source_ip?: envoy_config_core_v3.CidrRange | undefined;
  /** oneof identifier */
  readonly direct_remote_ip?: envoy_config_core_v3.CidrRange | undefined;
  /** oneof identifier */
  readonly remote_ip?: envoy_config_core_v3.CidrRange | undefined;
  /** oneof identifier */
  readonly header?: envoy_config_route_v3.HeaderMatcher | undefined;
  /** oneof identifier */
  readonly url_path?: envoy_type_matcher_v3.PathMatcher | undefined;
  /** oneof identifier; @deprecated */
  readonly metadata?: envoy_type_matcher_v3.MetadataMatcher | undefined;
  /** oneof identifier */
  readonly filter_state?: envoy_type_matcher_v3.FilterStateMatcher | undefined;
  /** oneof identifier */
  readonly not_id?: Principal | undefined;
  /** oneof identifier */
  readonly sourced_metadata?: SourcedMetadata | undefined;
  /** oneof identifier */
  readonly custom?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface Principal_Set {
  readonly ids?: readonly Principal[] | undefined;
}

export interface Principal_Authenticated {
  readonly principal_name?: envoy_type_matcher_v3.StringMatcher | undefined;
}

export interface Action {
  readonly name?: string | undefined;
  readonly action?: RBAC_Action | undefined;
}
