// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';

export interface CredentialInjector {
  readonly overwrite?: boolean | undefined;
  readonly allow_request_without_credential?: boolean | undefined;
  readonly credential?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}
