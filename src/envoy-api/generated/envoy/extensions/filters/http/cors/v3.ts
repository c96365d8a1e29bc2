// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface Cors {
}

export interface CorsPolicy {
  readonly allow_origin_string_match?: readonly envoy_type_matcher_v3.StringMatcher[] | undefined;
  readonly allow_methods?: string | undefined;
  readonly allow_headers?: string | undefined;
  readonly expose_headers?: string | undefined;
  readonly max_age?: string | undefined;
  readonly allow_credentials?: google_protobuf.BoolValue | undefined;
  readonly filter_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly shadow_enabled?: envoy_config_core_v3.RuntimeFractionalPercent | undefined;
  readonly allow_private_network_access?: google_protobuf.BoolValue | undefined;
  readonly forward_not_matching_preflights?: google_protobuf.BoolValue | undefined;
}
