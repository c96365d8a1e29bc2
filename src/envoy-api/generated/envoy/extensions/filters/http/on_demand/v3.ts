// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface OnDemandCds {
  readonly source?: envoy_config_core_v3.ConfigSource | undefined;
  readonly resources_locator?: string | undefined;
  readonly timeout?: google_protobuf.Duration | undefined;
}

export interface OnDemand {
  readonly odcds?: OnDemandCds | undefined;
}

export interface PerRouteConfig {
  readonly odcds?: OnDemandCds | undefined;
}
