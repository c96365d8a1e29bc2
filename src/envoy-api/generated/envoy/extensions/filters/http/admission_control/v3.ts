// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface AdmissionControl {
  readonly enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
  /** oneof evaluation_criteria */
  readonly success_criteria?: AdmissionControl_SuccessCriteria | undefined;
  readonly sampling_window?: google_protobuf.Duration | undefined;
  readonly aggression?: envoy_config_core_v3.RuntimeDouble | undefined;
  readonly sr_threshold?: envoy_config_core_v3.RuntimePercent | undefined;
  readonly rps_threshold?: envoy_config_core_v3.RuntimeUInt32 | undefined;
  readonly max_rejection_probability?: envoy_config_core_v3.RuntimePercent | undefined;
}

export interface AdmissionControl_SuccessCriteria {
  readonly http_criteria?: AdmissionControl_SuccessCriteria_HttpCriteria | undefined;
  readonly grpc_criteria?: AdmissionControl_SuccessCriteria_GrpcCriteria | undefined;
}

export interface AdmissionControl_SuccessCriteria_HttpCriteria {
  readonly http_success_status?: readonly envoy_type_v3.Int32Range[] | undefined;
}

export interface AdmissionControl_SuccessCriteria_GrpcCriteria {
  readonly grpc_success_status?: readonly number[] | undefined;
}
