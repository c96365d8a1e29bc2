// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_config_route_v3 from '../../../../config/route/v3.js';
import type * as google_protobuf from '../../../../../google/protobuf.js';

export interface RedirectPolicy {
  /** oneof redirect_action_specifier */
  readonly uri?: string | undefined;
  /** oneof redirect_action_specifier */
  readonly redirect_action?: envoy_config_route_v3.RedirectAction | undefined;
  readonly status_code?: google_protobuf.UInt32Value | undefined;
  readonly response_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly request_headers_to_add?: readonly envoy_config_core_v3.HeaderValueOption[] | undefined;
  readonly modify_request_headers_action?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}
