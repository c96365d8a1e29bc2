// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.

export interface ConsistentHashing {
  readonly threshold?: number | undefined;
  readonly modulo?: number | undefined;
  readonly seed?: number | undefined;
}
