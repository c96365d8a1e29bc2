// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as envoy_type_v3 from '../../../../type/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface HealthCheck {
  readonly pass_through_mode?: google_protobuf.BoolValue | undefined;
  readonly cache_time?: google_protobuf.Duration | undefined;
  readonly cluster_min_healthy_percentages?: { readonly [key: string]: envoy_type_v3.Percent } | undefined;
  readonly headers?: readonly envoy_config_route_v3.HeaderMatcher[] | undefined;
}
