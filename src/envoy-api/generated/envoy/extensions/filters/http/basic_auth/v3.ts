// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface BasicAuth {
  readonly users?: envoy_config_core_v3.DataSource | undefined;
  readonly forward_username_header?: string | undefined;
  readonly authentication_header?: string | undefined;
  readonly allow_missing?: boolean | undefined;
  readonly emit_dynamic_metadata?: boolean | undefined;
  readonly realm?: string | undefined;
}

export interface BasicAuthPerRoute {
  readonly users?: envoy_config_core_v3.DataSource | undefined;
  readonly realm?: string | undefined;
}
