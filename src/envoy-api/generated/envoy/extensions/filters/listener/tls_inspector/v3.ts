// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface TlsInspector {
  readonly enable_ja3_fingerprinting?: google_protobuf.BoolValue | undefined;
  readonly enable_ja4_fingerprinting?: google_protobuf.BoolValue | undefined;
  readonly initial_read_buffer_size?: google_protobuf.UInt32Value | undefined;
  readonly close_connection_on_client_hello_parsing_errors?: boolean | undefined;
  readonly max_client_hello_size?: google_protobuf.UInt32Value | undefined;
}
