// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as xds_core_v3 from '../../../xds/core/v3.js';

export interface ClusterLoadAssignment {
  readonly cluster_name?: string | undefined;
  readonly endpoints?: readonly LocalityLbEndpoints[] | undefined;
  readonly named_endpoints?: { readonly [key: string]: Endpoint } | undefined;
  readonly policy?: ClusterLoadAssignment_Policy | undefined;
}

export interface ClusterLoadAssignment_Policy {
  readonly drop_overloads?: readonly ClusterLoadAssignment_Policy_DropOverload[] | undefined;
  readonly overprovisioning_factor?: google_protobuf.UInt32Value | undefined;
  readonly endpoint_stale_after?: google_protobuf.Duration | undefined;
  readonly weighted_priority_health?: boolean | undefined;
}

export interface ClusterLoadAssignment_Policy_DropOverload {
  readonly category?: string | undefined;
  readonly drop_percentage?: envoy_type_v3.FractionalPercent | undefined;
}

export interface Endpoint {
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly health_check_config?: Endpoint_HealthCheckConfig | undefined;
  readonly hostname?: string | undefined;
  readonly additional_addresses?: readonly Endpoint_AdditionalAddress[] | undefined;
  readonly observability_name?: string | undefined;
}

export interface Endpoint_HealthCheckConfig {
  readonly port_value?: number | undefined;
  readonly hostname?: string | undefined;
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly disable_active_health_check?: boolean | undefined;
}

export interface Endpoint_AdditionalAddress {
  readonly address?: envoy_config_core_v3.Address | undefined;
}

export interface LbEndpoint {
  /** oneof host_identifier */
  readonly endpoint?: Endpoint | undefined;
  /** oneof host_identifier */
  readonly endpoint_name?: string | undefined;
  readonly health_status?: envoy_config_core_v3.HealthStatus | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  readonly load_balancing_weight?: google_protobuf.UInt32Value | undefined;
}

export interface LbEndpointCollection {
  readonly entries?: readonly xds_core_v3.CollectionEntry[] | undefined;
}

export interface LedsClusterLocalityConfig {
  readonly leds_config?: envoy_config_core_v3.ConfigSource | undefined;
  readonly leds_collection_name?: string | undefined;
}

export interface LocalityLbEndpoints {
  readonly locality?: envoy_config_core_v3.Locality | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
  readonly lb_endpoints?: readonly LbEndpoint[] | undefined;
  /** oneof lb_config; @deprecated */
  readonly load_balancer_endpoints?: LocalityLbEndpoints_LbEndpointList | undefined;
  /** oneof lb_config */
  readonly leds_cluster_locality_config?: LedsClusterLocalityConfig | undefined;
  readonly load_balancing_weight?: google_protobuf.UInt32Value | undefined;
  readonly priority?: number | undefined;
  readonly proximity?: google_protobuf.UInt32Value | undefined;
}

export interface LocalityLbEndpoints_LbEndpointList {
  readonly lb_endpoints?: readonly LbEndpoint[] | undefined;
}
