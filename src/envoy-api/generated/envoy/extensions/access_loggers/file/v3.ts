// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface FileAccessLog {
  readonly path?: string | undefined;
  /** oneof access_log_format; @deprecated */
  readonly format?: string | undefined;
  /** oneof access_log_format; @deprecated */
  readonly json_format?: google_protobuf.Struct | undefined;
  /** oneof access_log_format; @deprecated */
  readonly typed_json_format?: google_protobuf.Struct | undefined;
  /** oneof access_log_format */
  readonly log_format?: envoy_config_core_v3.SubstitutionFormatString | undefined;
}
