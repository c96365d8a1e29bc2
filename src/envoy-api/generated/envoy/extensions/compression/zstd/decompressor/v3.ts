// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Zstd {
  readonly dictionaries?: readonly envoy_config_core_v3.DataSource[] | undefined;
  readonly chunk_size?: google_protobuf.UInt32Value | undefined;
}
