// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';

export interface StdoutAccessLog {
  /** oneof access_log_format */
  readonly log_format?: envoy_config_core_v3.SubstitutionFormatString | undefined;
}

export interface StderrAccessLog {
  /** oneof access_log_format */
  readonly log_format?: envoy_config_core_v3.SubstitutionFormatString | undefined;
}
