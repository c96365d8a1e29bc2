// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_metadata_v3 from '../../../type/metadata/v3.js';
import type * as google_protobuf from '../../../../google/protobuf.js';

export interface OriginalDstCluster {
  readonly use_http_header?: boolean | undefined;
  readonly http_header_name?: string | undefined;
  readonly upstream_port_override?: google_protobuf.UInt32Value | undefined;
  readonly metadata_key?: envoy_type_metadata_v3.MetadataKey | undefined;
}
