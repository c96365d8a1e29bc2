// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Buffer {
  readonly max_request_bytes?: google_protobuf.UInt32Value | undefined;
}

export interface BufferPerRoute {
  /** oneof override */
  readonly disabled?: boolean | undefined;
  /** oneof override */
  readonly buffer?: Buffer | undefined;
}
