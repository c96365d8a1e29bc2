// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as xds_type_matcher_v3 from '../../../../../xds/type/matcher/v3.js';

export interface CustomResponse {
  readonly custom_response_matcher?: xds_type_matcher_v3.Matcher | undefined;
}
