// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface UpstreamCodec {
}
