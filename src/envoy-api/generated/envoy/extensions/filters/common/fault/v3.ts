// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface FaultDelay {
  /** oneof fault_delay_secifier */
  readonly fixed_delay?: google_protobuf.Duration | undefined;
  /** oneof fault_delay_secifier */
  readonly header_delay?: FaultDelay_HeaderDelay | undefined;
  readonly percentage?: envoy_type_v3.FractionalPercent | undefined;
}

export const FaultDelay_FaultDelayType = {
  FIXED: 0,
} as const;
export type FaultDelay_FaultDelayType = (typeof FaultDelay_FaultDelayType)[keyof typeof FaultDelay_FaultDelayType];

export interface FaultDelay_HeaderDelay {
}

export interface FaultRateLimit {
  /** oneof limit_type */
  readonly fixed_limit?: FaultRateLimit_FixedLimit | undefined;
  /** oneof limit_type */
  readonly header_limit?: FaultRateLimit_HeaderLimit | undefined;
  readonly percentage?: envoy_type_v3.FractionalPercent | undefined;
}

export interface FaultRateLimit_FixedLimit {
  readonly limit_kbps?: number | undefined;
}

export interface FaultRateLimit_HeaderLimit {
}
