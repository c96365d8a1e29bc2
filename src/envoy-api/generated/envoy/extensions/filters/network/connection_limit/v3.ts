// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface ConnectionLimit {
  readonly stat_prefix?: string | undefined;
  readonly max_connections?: google_protobuf.UInt64Value | undefined;
  readonly delay?: google_protobuf.Duration | undefined;
  readonly runtime_enabled?: envoy_config_core_v3.RuntimeFeatureFlag | undefined;
}
