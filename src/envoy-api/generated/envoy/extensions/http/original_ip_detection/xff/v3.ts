// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface XffConfig {
  readonly xff_num_trusted_hops?: number | undefined;
  readonly xff_trusted_cidrs?: XffTrustedCidrs | undefined;
  readonly skip_xff_append?: google_protobuf.BoolValue | undefined;
}

export interface XffTrustedCidrs {
  readonly cidrs?: readonly envoy_config_core_v3.CidrRange[] | undefined;
}
