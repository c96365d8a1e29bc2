// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_common_matcher_v3 from '../../../config/common/matcher/v3.js';
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as xds_type_matcher_v3 from '../../../../xds/type/matcher/v3.js';

export interface ExtensionWithMatcher {
  /** @deprecated */
  readonly matcher?: envoy_config_common_matcher_v3.Matcher | undefined;
  readonly xds_matcher?: xds_type_matcher_v3.Matcher | undefined;
  readonly extension_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface ExtensionWithMatcherPerRoute {
  readonly xds_matcher?: xds_type_matcher_v3.Matcher | undefined;
}
