// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_type_v3 from '../../../../type/v3.js';

export interface CustomHeaderConfig {
  readonly header_name?: string | undefined;
  readonly allow_extension_to_set_address_as_trusted?: boolean | undefined;
  readonly reject_with_status?: envoy_type_v3.HttpStatus | undefined;
}
