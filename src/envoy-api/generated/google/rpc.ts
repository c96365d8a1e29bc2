// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from './protobuf.js';

export interface Status {
  readonly code?: number | undefined;
  readonly message?: string | undefined;
  readonly details?: readonly google_protobuf.Any[] | undefined;
}
