// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface OriginalSrc {
  readonly bind_port?: boolean | undefined;
  readonly mark?: number | undefined;
}
