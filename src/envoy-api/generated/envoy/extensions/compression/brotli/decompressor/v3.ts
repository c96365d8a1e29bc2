// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Brotli {
  readonly disable_ring_buffer_reallocation?: boolean | undefined;
  readonly chunk_size?: google_protobuf.UInt32Value | undefined;
}
