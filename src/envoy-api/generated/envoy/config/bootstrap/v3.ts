// Generated from the Envoy API descriptors by `npm run protos`; see NOTICE. Do not edit.
import type * as envoy_config_accesslog_v3 from '../accesslog/v3.js';
import type * as envoy_config_cluster_v3 from '../cluster/v3.js';
import type * as envoy_config_core_v3 from '../core/v3.js';
import type * as envoy_config_listener_v3 from '../listener/v3.js';
import type * as envoy_config_metrics_v3 from '../metrics/v3.js';
import type * as envoy_config_overload_v3 from '../overload/v3.js';
import type * as envoy_config_trace_v3 from '../trace/v3.js';
import type * as envoy_extensions_transport_sockets_tls_v3 from '../../extensions/transport_sockets/tls/v3.js';
import type * as envoy_type_matcher_v3 from '../../type/matcher/v3.js';
import type * as envoy_type_v3 from '../../type/v3.js';
import type * as google_protobuf from '../../../google/protobuf.js';

export interface Bootstrap {
  readonly node?: envoy_config_core_v3.Node | undefined;
  readonly node_context_params?: readonly string[] | undefined;
  readonly static_resources?: Bootstrap_StaticResources | undefined;
  readonly dynamic_resources?: Bootstrap_DynamicResources | undefined;
  readonly cluster_manager?: ClusterManager | undefined;
  readonly hds_config?: envoy_config_core_v3.ApiConfigSource | undefined;
  readonly flags_path?: string | undefined;
  readonly stats_sinks?: readonly envoy_config_metrics_v3.StatsSink[] | undefined;
  readonly deferred_stat_options?: Bootstrap_DeferredStatOptions | undefined;
  readonly stats_config?: envoy_config_metrics_v3.StatsConfig | undefined;
  readonly stats_flush_interval?: google_protobuf.Duration | undefined;
  /** oneof stats_flush */
  readonly stats_flush_on_admin?: boolean | undefined;
  /** oneof stats_eviction */
  readonly stats_eviction_interval?: google_protobuf.Duration | undefined;
  /** @deprecated */
  readonly watchdog?: Watchdog | undefined;
  readonly watchdogs?: Watchdogs | undefined;
  /** @deprecated */
  readonly tracing?: envoy_config_trace_v3.Tracing | undefined;
  readonly layered_runtime?: LayeredRuntime | undefined;
  readonly admin?: Admin | undefined;
  readonly overload_manager?: envoy_config_overload_v3.OverloadManager | undefined;
  readonly enable_dispatcher_stats?: boolean | undefined;
  readonly header_prefix?: string | undefined;
  readonly stats_server_version_override?: google_protobuf.UInt64Value | undefined;
  /** @deprecated */
  readonly use_tcp_for_dns_lookups?: boolean | undefined;
  /** @deprecated */
  readonly dns_resolution_config?: envoy_config_core_v3.DnsResolutionConfig | undefined;
  readonly typed_dns_resolver_config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly bootstrap_extensions?: readonly envoy_config_core_v3.TypedExtensionConfig[] | undefined;
  readonly fatal_actions?: readonly FatalAction[] | undefined;
  readonly config_sources?: readonly envoy_config_core_v3.ConfigSource[] | undefined;
  readonly default_config_source?: envoy_config_core_v3.ConfigSource | undefined;
  readonly default_socket_interface?: string | undefined;
  readonly certificate_provider_instances?: { readonly [key: string]: envoy_config_core_v3.TypedExtensionConfig } | undefined;
  readonly inline_headers?: readonly CustomInlineHeader[] | undefined;
  readonly perf_tracing_file_path?: string | undefined;
  readonly default_regex_engine?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly xds_delegate_extension?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly xds_config_tracker_extension?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly listener_manager?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly application_log_config?: Bootstrap_ApplicationLogConfig | undefined;
  readonly grpc_async_client_manager_config?: Bootstrap_GrpcAsyncClientManagerConfig | undefined;
  readonly memory_allocator_manager?: MemoryAllocatorManager | undefined;
  readonly enable_worker_cpu_affinity?: boolean | undefined;
}

export interface Bootstrap_StaticResources {
  readonly listeners?: readonly envoy_config_listener_v3.Listener[] | undefined;
  readonly clusters?: readonly envoy_config_cluster_v3.Cluster[] | undefined;
  readonly secrets?: readonly envoy_extensions_transport_sockets_tls_v3.Secret[] | undefined;
}

export interface Bootstrap_DynamicResources {
  readonly lds_config?: envoy_config_core_v3.ConfigSource | undefined;
  readonly lds_resources_locator?: string | undefined;
  readonly cds_config?: envoy_config_core_v3.ConfigSource | undefined;
  readonly cds_resources_locator?: string | undefined;
  readonly ads_config?: envoy_config_core_v3.ApiConfigSource | undefined;
}

export interface Bootstrap_ApplicationLogConfig {
  readonly log_format?: Bootstrap_ApplicationLogConfig_LogFormat | undefined;
}

export interface Bootstrap_ApplicationLogConfig_LogFormat {
  /** oneof log_format */
  readonly json_format?: google_protobuf.Struct | undefined;
  /** oneof log_format */
  readonly text_format?: string | undefined;
}

export interface Bootstrap_DeferredStatOptions {
  readonly enable_deferred_creation_stats?: boolean | undefined;
}

export interface Bootstrap_GrpcAsyncClientManagerConfig {
  readonly max_cached_entry_idle_duration?: google_protobuf.Duration | undefined;
}

export interface Admin {
  readonly access_log?: readonly envoy_config_accesslog_v3.AccessLog[] | undefined;
  /** @deprecated */
  readonly access_log_path?: string | undefined;
  readonly profile_path?: string | undefined;
  readonly address?: envoy_config_core_v3.Address | undefined;
  readonly socket_options?: readonly envoy_config_core_v3.SocketOption[] | undefined;
  readonly ignore_global_conn_limit?: boolean | undefined;
  readonly allow_paths?: readonly envoy_type_matcher_v3.StringMatcher[] | undefined;
}

export interface ClusterManager {
  readonly local_cluster_name?: string | undefined;
  readonly outlier_detection?: ClusterManager_OutlierDetection | undefined;
  readonly upstream_bind_config?: envoy_config_core_v3.BindConfig | undefined;
  readonly load_stats_config?: envoy_config_core_v3.ApiConfigSource | undefined;
  readonly enable_deferred_cluster_creation?: boolean | undefined;
}

export interface ClusterManager_OutlierDetection {
  readonly event_log_path?: string | undefined;
  readonly event_service?: envoy_config_core_v3.EventServiceConfig | undefined;
}

export interface Watchdogs {
  readonly main_thread_watchdog?: Watchdog | undefined;
  readonly worker_watchdog?: Watchdog | undefined;
}

export interface Watchdog {
  readonly actions?: readonly Watchdog_WatchdogAction[] | undefined;
  readonly miss_timeout?: google_protobuf.Duration | undefined;
  readonly megamiss_timeout?: google_protobuf.Duration | undefined;
  readonly kill_timeout?: google_protobuf.Duration | undefined;
  readonly max_kill_timeout_jitter?: google_protobuf.Duration | undefined;
  readonly multikill_timeout?: google_protobuf.Duration | undefined;
  readonly multikill_threshold?: envoy_type_v3.Percent | undefined;
}

export interface Watchdog_WatchdogAction {
  readonly config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
  readonly event?: Watchdog_WatchdogAction_WatchdogEvent | undefined;
}

export const Watchdog_WatchdogAction_WatchdogEvent = {
  UNKNOWN: 0,
  KILL: 1,
  MULTIKILL: 2,
  MEGAMISS: 3,
  MISS: 4,
} as const;
export type Watchdog_WatchdogAction_WatchdogEvent = (typeof Watchdog_WatchdogAction_WatchdogEvent)[keyof typeof Watchdog_WatchdogAction_WatchdogEvent];

export interface FatalAction {
  readonly config?: envoy_config_core_v3.TypedExtensionConfig | undefined;
}

export interface Runtime {
  readonly symlink_root?: string | undefined;
  readonly subdirectory?: string | undefined;
  readonly override_subdirectory?: string | undefined;
  readonly base?: google_protobuf.Struct | undefined;
}

export interface RuntimeLayer {
  readonly name?: string | undefined;
  /** oneof layer_specifier */
  readonly static_layer?: google_protobuf.Struct | undefined;
  /** oneof layer_specifier */
  readonly disk_layer?: RuntimeLayer_DiskLayer | undefined;
  /** oneof layer_specifier */
  readonly admin_layer?: RuntimeLayer_AdminLayer | undefined;
  /** oneof layer_specifier */
  readonly rtds_layer?: RuntimeLayer_RtdsLayer | undefined;
}

export interface RuntimeLayer_DiskLayer {
  readonly symlink_root?: string | undefined;
  readonly subdirectory?: string | undefined;
  readonly append_service_cluster?: boolean | undefined;
}

export interface RuntimeLayer_AdminLayer {
}

export interface RuntimeLayer_RtdsLayer {
  readonly name?: string | undefined;
  readonly rtds_config?: envoy_config_core_v3.ConfigSource | undefined;
}

export interface LayeredRuntime {
  readonly layers?: readonly RuntimeLayer[] | undefined;
}

export interface CustomInlineHeader {
  readonly inline_header_name?: string | undefined;
  readonly inline_header_type?: CustomInlineHeader_InlineHeaderType | undefined;
}

export const CustomInlineHeader_InlineHeaderType = {
  REQUEST_HEADER: 0,
  REQUEST_TRAILER: 1,
  RESPONSE_HEADER: 2,
  RESPONSE_TRAILER: 3,
} as const;
export type CustomInlineHeader_InlineHeaderType = (typeof CustomInlineHeader_InlineHeaderType)[keyof typeof CustomInlineHeader_InlineHeaderType];

export interface MemoryAllocatorManager {
  readonly bytes_to_release?: number | undefined;
  readonly memory_release_interval?: google_protobuf.Duration | undefined;
  readonly soft_memory_limit_bytes?: google_protobuf.UInt64Value | undefined;
  readonly max_per_cpu_cache_size_bytes?: google_protobuf.UInt32Value | undefined;
  readonly max_unfreed_memory_bytes?: number | undefined;
}

export interface ListenerManager {
}

export interface ValidationListenerManager {
}

export interface ApiListenerManager {
  readonly threading_model?: ApiListenerManager_ThreadingModel | undefined;
}

export const ApiListenerManager_ThreadingModel = {
  MAIN_THREAD_ONLY: 0,
  STANDALONE_WORKER_THREAD: 1,
} as const;
export type ApiListenerManager_ThreadingModel = (typeof ApiListenerManager_ThreadingModel)[keyof typeof ApiListenerManager_ThreadingModel];
