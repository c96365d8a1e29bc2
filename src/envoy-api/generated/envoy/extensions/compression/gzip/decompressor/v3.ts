// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Gzip {
  readonly window_bits?: google_protobuf.UInt32Value | undefined;
  readonly chunk_size?: google_protobuf.UInt32Value | undefined;
  readonly max_inflate_ratio?: google_protobuf.UInt32Value | undefined;
}
