// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../core/v3.js';

export interface RateLimitServiceConfig {
  readonly grpc_service?: envoy_config_core_v3.GrpcService | undefined;
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion | undefined;
}
