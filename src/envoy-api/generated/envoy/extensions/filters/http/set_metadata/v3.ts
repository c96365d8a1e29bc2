// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Metadata {
  readonly metadata_namespace?: string | undefined;
  readonly allow_overwrite?: boolean | undefined;
  readonly value?: google_protobuf.Struct | undefined;
  readonly typed_value?: google_protobuf.Any | undefined;
}

export interface Config {
  /** @deprecated */
  readonly metadata_namespace?: string | undefined;
  /** @deprecated */
  readonly value?: google_protobuf.Struct | undefined;
  readonly metadata?: readonly Metadata[] | undefined;
}
