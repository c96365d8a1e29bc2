// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface TcpProtocolOptions {
  readonly idle_timeout?: google_protobuf.Duration | undefined;
}
