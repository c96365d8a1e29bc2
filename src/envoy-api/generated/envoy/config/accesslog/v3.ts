// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_config_route_v3 from '../route/v3.js';
import type * as envoy_data_accesslog_v3 from '../../data/accesslog/v3.js';
import type * as envoy_type_matcher_v3 from '../../type/matcher/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';

export interface AccessLog {
  readonly name?: string | undefined;
  readonly filter?: AccessLogFilter | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}

export interface AccessLogFilter {
  /** oneof filter_specifier */
  readonly status_code_filter?: StatusCodeFilter | undefined;
  /** oneof filter_specifier */
  readonly duration_filter?: DurationFilter | undefined;
  /** oneof filter_specifier */
  readonly not_health_check_filter?: NotHealthCheckFilter | undefined;
  /** oneof filter_specifier */
  readonly traceable_filter?: TraceableFilter | undefined;
  /** oneof filter_specifier */
  readonly runtime_filter?: RuntimeFilter | undefined;
  /** oneof filter_specifier */
  readonly and_filter?: AndFilter | undefined;
  /** oneof filter_specifier */
  readonly or_filter?: OrFilter | undefined;
  /** oneof filter_specifier */
  readonly header_filter?: HeaderFilter | undefined;
  /** oneof filter_specifier */
  readonly response_flag_filter?: ResponseFlagFilter | undefined;
  /** oneof filter_specifier */
  readonly grpc_status_filter?: GrpcStatusFilter | undefined;
  /** oneof filter_specifier */
  readonly extension_filter?: ExtensionFilter | undefined;
  /** oneof filter_specifier */
  readonly metadata_filter?: MetadataFilter | undefined;
  /** oneof filter_specifier */
  readonly log_type_filter?: LogTypeFilter | undefined;
}

export interface ComparisonFilter {
  readonly op?: ComparisonFilter_Op | undefined;
  readonly value?: envoy_config_core_v3.RuntimeUInt32 | undefined;
}

export const ComparisonFilter_Op = {
  EQ: 0,
  GE: 1,
  LE: 2,
  NE: 3,
} as const;
export type ComparisonFilter_Op = (typeof ComparisonFilter_Op)[keyof typeof ComparisonFilter_Op];

export interface StatusCodeFilter {
  readonly comparison?: ComparisonFilter | undefined;
}

export interface DurationFilter {
  readonly comparison?: ComparisonFilter | undefined;
}

export interface NotHealthCheckFilter {
}

export interface TraceableFilter {
}

export interface RuntimeFilter {
  readonly runtime_key?: string | undefined;
  readonly percent_sampled?: envoy_type_v3.FractionalPercent | undefined;
  readonly use_independent_randomness?: boolean | undefined;
}

export interface AndFilter {
  readonly filters?: readonly AccessLogFilter[] | undefined;
}

export interface OrFilter {
  readonly filters?: readonly AccessLogFilter[] | undefined;
}

export interface HeaderFilter {
  readonly header?: envoy_config_route_v3.HeaderMatcher | undefined;
}

export interface ResponseFlagFilter {
  readonly flags?: readonly string[] | undefined;
}

export interface GrpcStatusFilter {
  readonly statuses?: readonly GrpcStatusFilter_Status[] | undefined;
  readonly exclude?: boolean | undefined;
}

export const GrpcStatusFilter_Status = {
  OK: 0,
  CANCELED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;
export type GrpcStatusFilter_Status = (typeof GrpcStatusFilter_Status)[keyof typeof GrpcStatusFilter_Status];

export interface MetadataFilter {
  readonly matcher?: envoy_type_matcher_v3.MetadataMatcher | undefined;
  readonly match_if_key_not_found?: google_protobuf.BoolValue | undefined;
}

export interface LogTypeFilter {
  readonly types?: readonly envoy_data_accesslog_v3.AccessLogType[] | undefined;
  readonly exclude?: boolean | undefined;
}

export interface ExtensionFilter {
  readonly name?: string | undefined;
  /** oneof config_type */
  readonly typed_config?: google_protobuf.Any | undefined;
}
