// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';

export interface Metadata {
  readonly value?: envoy_type_matcher_v3.ValueMatcher | undefined;
  readonly invert?: boolean | undefined;
}
