// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface LocalResponsePolicy {
  readonly body?: envoy_config_core_v3.DataSource | undefined;
  readonly body_format?: envoy_config_core_v3.SubstitutionFormatString | undefined;
  readonly status_code?: google_protobuf.UInt32Value | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  /** oneof response_code_details_action */
  readonly preserve_response_code_details?: boolean | undefined;
  /** oneof response_code_details_action */
  readonly response_code_details?: string | undefined;
}
