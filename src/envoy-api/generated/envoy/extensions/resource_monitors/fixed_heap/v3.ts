// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';

export interface FixedHeapConfig {
  readonly max_heap_size_bytes?: number | undefined;
  readonly max_heap_size_bytes_runtime?: envoy_config_core_v3.RuntimeUInt64 | undefined;
}
