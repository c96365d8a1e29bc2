// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../../../config/core/v3.js';
import type * as envoy_type_matcher_v3 from '../../../../type/matcher/v3.js';

export interface ExtAuthz {
  readonly stat_prefix?: string | undefined;
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  readonly failure_mode_allow?: boolean | undefined;
  readonly include_peer_certificate?: boolean | undefined;
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion | undefined;
  readonly filter_enabled_metadata?: envoy_type_matcher_v3.MetadataMatcher | undefined;
  readonly bootstrap_metadata_labels_key?: string | undefined;
  readonly include_tls_session?: boolean | undefined;
  readonly send_tls_alert_on_denial?: boolean | undefined;
  readonly metadata_context_namespaces?: readonly string[] | undefined;
  readonly typed_metadata_context_namespaces?: readonly string[] | undefined;
  readonly shadow_mode?: boolean | undefined;
}
