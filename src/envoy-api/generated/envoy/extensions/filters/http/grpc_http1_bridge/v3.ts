// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface Config {
  readonly upgrade_protobuf_to_grpc?: boolean | undefined;
  readonly ignore_query_parameters?: boolean | undefined;
}
