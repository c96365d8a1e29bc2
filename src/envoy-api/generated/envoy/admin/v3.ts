// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_bootstrap_v3 from '../config/bootstrap/v3.js';
import type * as envoy_config_cluster_v3 from '../config/cluster/v3.js';
import type * as envoy_config_core_v3 from '../config/core/v3.js';
import type * as envoy_type_v3 from '../type/v3.js';
import type * as google_protobuf from '../../google/protobuf.js';

export interface Certificates {
  readonly certificates?: readonly Certificate[] | undefined;
}

export interface Certificate {
  readonly ca_cert?: readonly CertificateDetails[] | undefined;
  readonly cert_chain?: readonly CertificateDetails[] | undefined;
}

export interface CertificateDetails {
  readonly path?: string | undefined;
  readonly serial_number?: string | undefined;
  readonly subject_alt_names?: readonly SubjectAlternateName[] | undefined;
  readonly days_until_expiration?: number | undefined;
  readonly valid_from?: google_protobuf.Timestamp | undefined;
  readonly expiration_time?: google_protobuf.Timestamp | undefined;
  readonly ocsp_details?: CertificateDetails_OcspDetails | undefined;
}

export interface CertificateDetails_OcspDetails {
  readonly valid_from?: google_protobuf.Timestamp | undefined;
  readonly expiration?: google_protobuf.Timestamp | undefined;
}

export interface SubjectAlternateName {
  /** oneof name */
  readonly dns?: string | undefined;
  /** oneof name */
  readonly uri?: string | undefined;
  /** oneof name */
  readonly ip_address?: string | undefined;
}

export interface Clusters {
  readonly cluster_statuses?: readonly ClusterStatus[] | undefined;
}

export interface ClusterStatus {
  readonly name?: string | undefined;
  readonly added_via_api?: boolean | undefined;
  readonly success_rate_ejection_threshold?: envoy_type_v3.Percent | undefined;
  readonly host_statuses?: readonly HostStatus[] | undefined;
  readonly local_origin_success_rate_ejection_threshold?: envoy_type_v3.Percent | undefined;
  readonly circuit_breakers?: envoy_config_cluster_v3.CircuitBreakers | undefined;
  readonly observability_name?: string | undefined;
  readonly eds_service_name?: string | undefined;
}

export interface HostStatus {
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly stats?: readonly SimpleMetric[] | undefined;
  readonly health_status?: HostHealthStatus | undefined;
  readonly success_rate?: envoy_type_v3.Percent | undefined;
  readonly weight?: number | undefined;
  readonly hostname?: string | undefined;
  readonly priority?: number | undefined;
  readonly local_origin_success_rate?: envoy_type_v3.Percent | undefined;
  readonly locality?: envoy_config_core_v3.Locality | undefined;
}

export interface HostHealthStatus {
  readonly failed_active_health_check?: boolean | undefined;
  readonly failed_outlier_check?: boolean | undefined;
  readonly failed_active_degraded_check?: boolean | undefined;
  readonly pending_dynamic_removal?: boolean | undefined;
  readonly pending_active_hc?: boolean | undefined;
  readonly excluded_via_immediate_hc_fail?: boolean | undefined;
  readonly active_hc_timeout?: boolean | undefined;
  readonly failed_degraded_outlier_detection?: boolean | undefined;
  readonly eds_health_status?: envoy_config_core_v3.HealthStatus | undefined;
}

export interface ConfigDump {
  readonly configs?: readonly google_protobuf.Any[] | undefined;
}

export interface BootstrapConfigDump {
  readonly bootstrap?: envoy_config_bootstrap_v3.Bootstrap | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
}

export interface SecretsConfigDump {
  readonly static_secrets?: readonly SecretsConfigDump_StaticSecret[] | undefined;
  readonly dynamic_active_secrets?: readonly SecretsConfigDump_DynamicSecret[] | undefined;
  readonly dynamic_warming_secrets?: readonly SecretsConfigDump_DynamicSecret[] | undefined;
}

export interface SecretsConfigDump_DynamicSecret {
  readonly name?: string | undefined;
  readonly version_info?: string | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
  readonly secret?: google_protobuf.Any | undefined;
  readonly error_state?: UpdateFailureState | undefined;
  readonly client_status?: ClientResourceStatus | undefined;
}

export interface SecretsConfigDump_StaticSecret {
  readonly name?: string | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
  readonly secret?: google_protobuf.Any | undefined;
}

export const ClientResourceStatus = {
  UNKNOWN: 0,
  REQUESTED: 1,
  DOES_NOT_EXIST: 2,
  ACKED: 3,
  NACKED: 4,
  RECEIVED_ERROR: 5,
  TIMEOUT: 6,
} as const;
export type ClientResourceStatus = (typeof ClientResourceStatus)[keyof typeof ClientResourceStatus];

export interface UpdateFailureState {
  readonly failed_configuration?: google_protobuf.Any | undefined;
  readonly last_update_attempt?: google_protobuf.Timestamp | undefined;
  readonly details?: string | undefined;
  readonly version_info?: string | undefined;
}

export interface ListenersConfigDump {
  readonly version_info?: string | undefined;
  readonly static_listeners?: readonly ListenersConfigDump_StaticListener[] | undefined;
  readonly dynamic_listeners?: readonly ListenersConfigDump_DynamicListener[] | undefined;
}

export interface ListenersConfigDump_StaticListener {
  readonly listener?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
}

export interface ListenersConfigDump_DynamicListenerState {
  readonly version_info?: string | undefined;
  readonly listener?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
}

export interface ListenersConfigDump_DynamicListener {
  readonly name?: string | undefined;
  readonly active_state?: ListenersConfigDump_DynamicListenerState | undefined;
  readonly warming_state?: ListenersConfigDump_DynamicListenerState | undefined;
  readonly draining_state?: ListenersConfigDump_DynamicListenerState | undefined;
  readonly error_state?: UpdateFailureState | undefined;
  readonly client_status?: ClientResourceStatus | undefined;
}

export interface ClustersConfigDump {
  readonly version_info?: string | undefined;
  readonly static_clusters?: readonly ClustersConfigDump_StaticCluster[] | undefined;
  readonly dynamic_active_clusters?: readonly ClustersConfigDump_DynamicCluster[] | undefined;
  readonly dynamic_warming_clusters?: readonly ClustersConfigDump_DynamicCluster[] | undefined;
}

export interface ClustersConfigDump_StaticCluster {
  readonly cluster?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
}

export interface ClustersConfigDump_DynamicCluster {
  readonly version_info?: string | undefined;
  readonly cluster?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
  readonly error_state?: UpdateFailureState | undefined;
  readonly client_status?: ClientResourceStatus | undefined;
}

export interface RoutesConfigDump {
  readonly static_route_configs?: readonly RoutesConfigDump_StaticRouteConfig[] | undefined;
  readonly dynamic_route_configs?: readonly RoutesConfigDump_DynamicRouteConfig[] | undefined;
}

export interface RoutesConfigDump_StaticRouteConfig {
  readonly route_config?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
}

export interface RoutesConfigDump_DynamicRouteConfig {
  readonly version_info?: string | undefined;
  readonly route_config?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
  readonly error_state?: UpdateFailureState | undefined;
  readonly client_status?: ClientResourceStatus | undefined;
}

export interface ScopedRoutesConfigDump {
  readonly inline_scoped_route_configs?: readonly ScopedRoutesConfigDump_InlineScopedRouteConfigs[] | undefined;
  readonly dynamic_scoped_route_configs?: readonly ScopedRoutesConfigDump_DynamicScopedRouteConfigs[] | undefined;
}

export interface ScopedRoutesConfigDump_InlineScopedRouteConfigs {
  readonly name?: string | undefined;
  readonly scoped_route_configs?: readonly google_protobuf.Any[] | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
}

export interface ScopedRoutesConfigDump_DynamicScopedRouteConfigs {
  readonly name?: string | undefined;
  readonly version_info?: string | undefined;
  readonly scoped_route_configs?: readonly google_protobuf.Any[] | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
  readonly error_state?: UpdateFailureState | undefined;
  readonly client_status?: ClientResourceStatus | undefined;
}

export interface EndpointsConfigDump {
  readonly static_endpoint_configs?: readonly EndpointsConfigDump_StaticEndpointConfig[] | undefined;
  readonly dynamic_endpoint_configs?: readonly EndpointsConfigDump_DynamicEndpointConfig[] | undefined;
}

export interface EndpointsConfigDump_StaticEndpointConfig {
  readonly endpoint_config?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
}

export interface EndpointsConfigDump_DynamicEndpointConfig {
  readonly version_info?: string | undefined;
  readonly endpoint_config?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
  readonly error_state?: UpdateFailureState | undefined;
  readonly client_status?: ClientResourceStatus | undefined;
}

export interface EcdsConfigDump {
  readonly ecds_filters?: readonly EcdsConfigDump_EcdsFilterConfig[] | undefined;
}

export interface EcdsConfigDump_EcdsFilterConfig {
  readonly version_info?: string | undefined;
  readonly ecds_filter?: google_protobuf.Any | undefined;
  readonly last_updated?: google_protobuf.Timestamp | undefined;
  readonly error_state?: UpdateFailureState | undefined;
  readonly client_status?: ClientResourceStatus | undefined;
}

export interface UnreadyTargetsDumps {
  readonly unready_targets_dumps?: readonly UnreadyTargetsDumps_UnreadyTargetsDump[] | undefined;
}

export interface UnreadyTargetsDumps_UnreadyTargetsDump {
  readonly name?: string | undefined;
  readonly target_names?: readonly string[] | undefined;
}

export interface Listeners {
  readonly listener_statuses?: readonly ListenerStatus[] | undefined;
}

export interface ListenerStatus {
  readonly name?: string | undefined;
  readonly local_address?: envoy_config_core_v3.Address | undefined;
  readonly additional_local_addresses?: readonly envoy_config_core_v3.Address[] | undefined;
}

export interface SimpleMetric {
  readonly type?: SimpleMetric_Type | undefined;
  readonly value?: number | undefined;
  readonly name?: string | undefined;
}

export const SimpleMetric_Type = {
  COUNTER: 0,
  GAUGE: 1,
} as const;
export type SimpleMetric_Type = (typeof SimpleMetric_Type)[keyof typeof SimpleMetric_Type];

export interface ServerInfo {
  readonly version?: string | undefined;
  readonly state?: ServerInfo_State | undefined;
  readonly uptime_current_epoch?: google_protobuf.Duration | undefined;
  readonly uptime_all_epochs?: google_protobuf.Duration | undefined;
  readonly hot_restart_version?: string | undefined;
  readonly command_line_options?: CommandLineOptions | undefined;
  readonly node?: envoy_config_core_v3.Node | undefined;
  readonly hot_restart_initializing?: boolean | undefined;
}

export const ServerInfo_State = {
  LIVE: 0,
  DRAINING: 1,
  PRE_INITIALIZING: 2,
  INITIALIZING: 3,
} as const;
export type ServerInfo_State = (typeof ServerInfo_State)[keyof typeof ServerInfo_State];

export interface CommandLineOptions {
  readonly base_id?: number | undefined;
  readonly use_dynamic_base_id?: boolean | undefined;
  readonly skip_hot_restart_on_no_parent?: boolean | undefined;
  readonly skip_hot_restart_parent_stats?: boolean | undefined;
  readonly base_id_path?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly config_path?: string | undefined;
  readonly config_yaml?: string | undefined;
  readonly allow_unknown_static_fields?: boolean | undefined;
  readonly reject_unknown_dynamic_fields?: boolean | undefined;
  readonly ignore_unknown_dynamic_fields?: boolean | undefined;
  readonly skip_deprecated_logs?: boolean | undefined;
  readonly admin_address_path?: string | undefined;
  readonly local_address_ip_version?: CommandLineOptions_IpVersion | undefined;
  readonly log_level?: string | undefined;
  readonly component_log_level?: string | undefined;
  readonly log_format?: string | undefined;
  readonly log_format_escaped?: boolean | undefined;
  readonly log_path?: string | undefined;
  readonly service_cluster?: string | undefined;
  readonly service_node?: string | undefined;
  readonly service_zone?: string | undefined;
  readonly file_flush_interval?: google_protobuf.Duration | undefined;
  readonly file_flush_min_size?: number | undefined;
  readonly drain_time?: google_protobuf.Duration | undefined;
  readonly drain_strategy?: CommandLineOptions_DrainStrategy | undefined;
  readonly parent_shutdown_time?: google_protobuf.Duration | undefined;
  readonly mode?: CommandLineOptions_Mode | undefined;
  readonly disable_hot_restart?: boolean | undefined;
  readonly enable_mutex_tracing?: boolean | undefined;
  readonly restart_epoch?: number | undefined;
  readonly cpuset_threads?: boolean | undefined;
  readonly disabled_extensions?: readonly string[] | undefined;
  readonly enable_fine_grain_logging?: boolean | undefined;
  readonly log_stacktrace_single_entry?: boolean | undefined;
  readonly socket_path?: string | undefined;
  readonly socket_mode?: number | undefined;
  readonly enable_core_dump?: boolean | undefined;
  readonly stats_tag?: readonly string[] | undefined;
}

export const CommandLineOptions_IpVersion = {
  v4: 0,
  v6: 1,
} as const;
export type CommandLineOptions_IpVersion = (typeof CommandLineOptions_IpVersion)[keyof typeof CommandLineOptions_IpVersion];

export const CommandLineOptions_Mode = {
  Serve: 0,
  Validate: 1,
  InitOnly: 2,
} as const;
export type CommandLineOptions_Mode = (typeof CommandLineOptions_Mode)[keyof typeof CommandLineOptions_Mode];

export const CommandLineOptions_DrainStrategy = {
  Gradual: 0,
  Immediate: 1,
} as const;
export type CommandLineOptions_DrainStrategy = (typeof CommandLineOptions_DrainStrategy)[keyof typeof CommandLineOptions_DrainStrategy];
