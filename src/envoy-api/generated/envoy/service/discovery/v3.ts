// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_core_v3 from '../../config/core/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';
import type * as google_rpc from '../../../google/rpc.js';

export interface AdsDummy {
}

export interface ResourceLocator {
  readonly name?: string | undefined;
  readonly dynamic_parameters?: { readonly [key: string]: string } | undefined;
}

export interface ResourceName {
  readonly name?: string | undefined;
  readonly dynamic_parameter_constraints?: DynamicParameterConstraints | undefined;
}

export interface ResourceError {
  readonly resource_name?: ResourceName | undefined;
  readonly error_detail?: google_rpc.Status | undefined;
}

export interface DiscoveryRequest {
  readonly version_info?: string | undefined;
  readonly node?: envoy_config_core_v3.Node | undefined;
  readonly resource_names?: readonly string[] | undefined;
  readonly resource_locators?: readonly ResourceLocator[] | undefined;
  readonly type_url?: string | undefined;
  readonly response_nonce?: string | undefined;
  readonly error_detail?: google_rpc.Status | undefined;
}

export interface DiscoveryResponse {
  readonly version_info?: string | undefined;
  readonly resources?: readonly google_protobuf.Any[] | undefined;
  readonly canary?: boolean | undefined;
  readonly type_url?: string | undefined;
  readonly nonce?: string | undefined;
  readonly control_plane?: envoy_config_core_v3.ControlPlane | undefined;
  readonly resource_errors?: readonly ResourceError[] | undefined;
}

export interface DeltaDiscoveryRequest {
  readonly node?: envoy_config_core_v3.Node | undefined;
  readonly type_url?: string | undefined;
  readonly resource_names_subscribe?: readonly string[] | undefined;
  readonly resource_names_unsubscribe?: readonly string[] | undefined;
  readonly resource_locators_subscribe?: readonly ResourceLocator[] | undefined;
  readonly resource_locators_unsubscribe?: readonly ResourceLocator[] | undefined;
  readonly initial_resource_versions?: { readonly [key: string]: string } | undefined;
  readonly response_nonce?: string | undefined;
  readonly error_detail?: google_rpc.Status | undefined;
}

export interface DeltaDiscoveryResponse {
  readonly system_version_info?: string | undefined;
  readonly resources?: readonly Resource[] | undefined;
  readonly type_url?: string | undefined;
  readonly removed_resources?: readonly string[] | undefined;
  readonly removed_resource_names?: readonly ResourceName[] | undefined;
  readonly nonce?: string | undefined;
  readonly control_plane?: envoy_config_core_v3.ControlPlane | undefined;
  readonly resource_errors?: readonly ResourceError[] | undefined;
}

export interface DynamicParameterConstraints {
  /** oneof type */
  readonly constraint?: DynamicParameterConstraints_SingleConstraint | undefined;
  /** oneof type */
  readonly or_constraints?: DynamicParameterConstraints_ConstraintList | undefined;
  /** oneof type */
  readonly and_constraints?: DynamicParameterConstraints_ConstraintList | undefined;
  /** oneof type */
  readonly not_constraints?: DynamicParameterConstraints | undefined;
}

export interface DynamicParameterConstraints_SingleConstraint {
  readonly key?: string | undefined;
  /** oneof constraint_type */
  readonly value?: string | undefined;
  /** oneof constraint_type */
  readonly exists?: DynamicParameterConstraints_SingleConstraint_Exists | undefined;
}

export interface DynamicParameterConstraints_SingleConstraint_Exists {
}

export interface DynamicParameterConstraints_ConstraintList {
  readonly constraints?: readonly DynamicParameterConstraints[] | undefined;
}

export interface Resource {
  readonly name?: string | undefined;
  readonly resource_name?: ResourceName | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly version?: string | undefined;
  readonly resource?: google_protobuf.Any | undefined;
  readonly ttl?: google_protobuf.Duration | undefined;
  readonly cache_control?: Resource_CacheControl | undefined;
  readonly metadata?: envoy_config_core_v3.Metadata | undefined;
}

export interface Resource_CacheControl {
  readonly do_not_cache?: boolean | undefined;
}
