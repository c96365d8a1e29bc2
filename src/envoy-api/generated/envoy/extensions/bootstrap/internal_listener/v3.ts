// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface InternalListener {
  readonly buffer_size_kb?: google_protobuf.UInt32Value | undefined;
}
