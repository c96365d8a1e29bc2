// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface DownstreamConnectionsConfig {
  readonly max_active_downstream_connections?: number | undefined;
}
