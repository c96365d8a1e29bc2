// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../../config/core/v3.js';

export interface Config {
  readonly config_source?: envoy_config_core_v3.ConfigSource | undefined;
  readonly certificate_mapper?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly prefetch_secret_names?: readonly string[] | undefined;
}
