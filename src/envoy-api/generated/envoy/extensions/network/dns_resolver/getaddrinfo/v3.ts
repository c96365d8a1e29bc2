// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface GetAddrInfoDnsResolverConfig {
  readonly num_retries?: google_protobuf.UInt32Value | undefined;
  readonly num_resolver_threads?: google_protobuf.UInt32Value | undefined;
}
