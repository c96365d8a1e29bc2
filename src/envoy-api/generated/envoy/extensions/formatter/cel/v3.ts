// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';

export interface Cel {
  readonly cel_config?: envoy_config_core_v3.CelExpressionConfig | undefined;
}
