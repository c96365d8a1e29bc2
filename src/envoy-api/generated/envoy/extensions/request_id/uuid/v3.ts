// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface UuidRequestIdConfig {
  readonly pack_trace_reason?: google_protobuf.BoolValue | undefined;
  readonly use_request_id_for_trace_sampling?: google_protobuf.BoolValue | undefined;
}
