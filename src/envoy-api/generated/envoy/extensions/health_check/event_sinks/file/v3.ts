// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface HealthCheckEventFileSink {
  readonly event_log_path?: string | undefined;
}
