// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface StatefulSession {
  readonly session_state?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly strict?: boolean | undefined;
  readonly stat_prefix?: string | undefined;
  readonly status_on_strict_destination_not_found?: number | undefined;
}

export interface StatefulSessionPerRoute {
  /** oneof override */
  readonly disabled?: boolean | undefined;
  /** oneof override */
  readonly stateful_session?: StatefulSession | undefined;
}
