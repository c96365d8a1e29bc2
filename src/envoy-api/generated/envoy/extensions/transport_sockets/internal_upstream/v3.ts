// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_type_metadata_v3 from '../../../type/metadata/v3.js';

export interface InternalUpstreamTransport {
  readonly passthrough_metadata?: readonly InternalUpstreamTransport_MetadataValueSource[] | undefined;
  readonly transport_socket?: envoy_config_core_v3.TransportSocket | undefined;
}

export interface InternalUpstreamTransport_MetadataValueSource {
  readonly kind?: envoy_type_metadata_v3.MetadataKind | undefined;
  readonly name?: string | undefined;
}
