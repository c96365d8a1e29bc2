// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_common_matcher_v3 from '../../../config/common/matcher/v3.js';
import type * as envoy_config_core_v3 from '../../../config/core/v3.js';
import type * as envoy_config_route_v3 from '../../../config/route/v3.js';
import type * as envoy_extensions_filters_network_http_connection_manager_v3 from '../../filters/network/http_connection_manager/v3.js';

export interface HttpProtocolOptions {
  readonly common_http_protocol_options?: envoy_config_core_v3.HttpProtocolOptions | undefined;
  readonly upstream_http_protocol_options?: envoy_config_core_v3.UpstreamHttpProtocolOptions | undefined;
  /** oneof upstream_protocol_options */
  readonly explicit_http_config?: HttpProtocolOptions_ExplicitHttpConfig | undefined;
  /** oneof upstream_protocol_options */
  readonly use_downstream_protocol_config?: HttpProtocolOptions_UseDownstreamHttpConfig | undefined;
  /** oneof upstream_protocol_options */
  readonly auto_config?: HttpProtocolOptions_AutoHttpConfig | undefined;
  readonly http_filters?: readonly envoy_extensions_filters_network_http_connection_manager_v3.HttpFilter[] | undefined;
  readonly header_validation_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly outlier_detection?: HttpProtocolOptions_OutlierDetection | undefined;
  readonly request_mirror_policies?: readonly envoy_config_route_v3.RouteAction_RequestMirrorPolicy[] | undefined;
  readonly hash_policy?: readonly envoy_config_route_v3.RouteAction_HashPolicy[] | undefined;
  readonly retry_policy?: envoy_config_route_v3.RetryPolicy | undefined;
}

export interface HttpProtocolOptions_ExplicitHttpConfig {
  /** oneof protocol_config */
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions | undefined;
  /** oneof protocol_config */
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions | undefined;
  /** oneof protocol_config */
  readonly http3_protocol_options?: envoy_config_core_v3.Http3ProtocolOptions | undefined;
}

export interface HttpProtocolOptions_UseDownstreamHttpConfig {
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions | undefined;
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions | undefined;
  readonly http3_protocol_options?: envoy_config_core_v3.Http3ProtocolOptions | undefined;
}

export interface HttpProtocolOptions_AutoHttpConfig {
  readonly http_protocol_options?: envoy_config_core_v3.Http1ProtocolOptions | undefined;
  readonly http2_protocol_options?: envoy_config_core_v3.Http2ProtocolOptions | undefined;
  readonly http3_protocol_options?: envoy_config_core_v3.Http3ProtocolOptions | undefined;
  readonly alternate_protocols_cache_options?: envoy_config_core_v3.AlternateProtocolsCacheOptions | undefined;
}

export interface HttpProtocolOptions_OutlierDetection {
  readonly error_matcher?: envoy_config_common_matcher_v3.MatchPredicate | undefined;
}
