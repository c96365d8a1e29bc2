// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_http_v3 from '../../../../type/http/v3.js';

export interface CookieBasedSessionState {
  readonly cookie?: envoy_type_http_v3.Cookie | undefined;
}
