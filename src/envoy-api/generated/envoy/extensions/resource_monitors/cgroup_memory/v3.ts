// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface CgroupMemoryConfig {
  readonly max_memory_bytes?: number | undefined;
}
