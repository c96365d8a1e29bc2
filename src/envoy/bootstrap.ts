import { any } from '../envoy-api/codec.js';
import type { Bootstrap } from '../envoy-api/generated/envoy/config/bootstrap/v3.js';
import type { Cluster } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { Address } from '../envoy-api/generated/envoy/config/core/v3.js';
import { ApiConfigSource_ApiType, ApiVersion } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { ClusterLoadAssignment } from '../envoy-api/generated/envoy/config/endpoint/v3.js';
import type { OverloadManager } from '../envoy-api/generated/envoy/config/overload/v3.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { Value } from '../envoy-api/generated/google/protobuf.js';
import { type Json, toJson } from '../envoy-api/to-json.js';
import { checkedEncode } from './checked-encode.js';
import { closingListener, internalListeners } from './closing-listener.js';
import { ADS, milliseconds } from './values.js';

/** Where something listens: a unix socket that only the user may open, or an IP address and port. */
export type SocketPlace = { readonly path: string } | { readonly address: string; readonly port: number };

export interface CommonBootstrapOptions {
  readonly node: { readonly id: string; readonly cluster: string };
  /** The admin interface, which anyone who reaches it commands: a unix socket or a loopback address. */
  readonly admin: SocketPlace;
  /** Connections of clients, above which new ones are closed. Default 50,000. */
  readonly maxConnections?: number;
  /** Bytes of heap: at 95 % Envoy gives memory back, at 98 % it answers 503. No limit by default. */
  readonly maxHeap?: number;
}

export interface BootstrapOptions extends CommonBootstrapOptions {
  /** The server beside this proxy, without TLS. */
  readonly xds: { readonly place: SocketPlace };
}

/** Name of the static cluster that the ADS stream goes to. */
export const XDS_CLUSTER = 'xds';
export const DEFAULT_MAX_CONNECTIONS = 50_000;

/** What a regular expression of a route may compile to; the translation allows less. Envoy's default is 100. */
const REGEX_PROGRAM_SIZE = 10_000;

/**
 * The bootstrap of a proxy, as proto JSON: everything else comes over one ADS stream. The proxy is not ready before the
 * server has answered, however long that takes.
 */
export function bootstrap(options: BootstrapOptions): Json {
  const cluster: Cluster = {
    name: XDS_CLUSTER,
    type: Cluster_DiscoveryType.STATIC,
    connect_timeout: milliseconds(1_000),
    load_assignment: soleEndpoint(XDS_CLUSTER, options.xds.place),
    typed_extension_protocol_options: http2(),
  };
  return bootstrapWith(options, [cluster]);
}

/** The same with these static clusters, of which {@link XDS_CLUSTER} is one. */
export function bootstrapWith(options: CommonBootstrapOptions, clusters: readonly Cluster[]): Json {
  const message: Bootstrap = {
    node: options.node,
    admin: { address: socketAddress(options.admin) },
    dynamic_resources: {
      ads_config: {
        api_type: ApiConfigSource_ApiType.DELTA_GRPC,
        transport_api_version: ApiVersion.V3,
        set_node_on_first_message_only: true,
        grpc_services: [
          {
            envoy_grpc: {
              cluster_name: XDS_CLUSTER,
              retry_policy: {
                retry_back_off: { base_interval: milliseconds(500), max_interval: milliseconds(5_000) },
              },
            },
          },
        ],
      },
      cds_config: ADS,
      lds_config: ADS,
    },
    static_resources: { clusters, listeners: [closingListener()] },
    bootstrap_extensions: internalListeners(),
    layered_runtime: { layers: [{ name: 'static', static_layer: { fields: RUNTIME } }] },
    overload_manager: overloadManager(options),
    stats_config: {
      stats_matcher: { exclusion_list: { patterns: UNUSED_STATISTICS.map((regex) => ({ safe_regex: { regex } })) } },
    },
  };
  return toJson('envoy.config.bootstrap.v3.Bootstrap', checkedEncode('envoy.config.bootstrap.v3.Bootstrap', message));
}

/**
 * What would drown the other statistics: a group for each shard of each route table, and those of the kinds of outlier detection that are off,
 * a sixth of what a cluster has.
 */
const UNUSED_STATISTICS = [
  'http\\..*\\.rds\\..*#.*',
  'cluster\\..*\\.outlier_detection\\.ejections_(consecutive|detected|overflow|success|total|enforced_[^t]).*',
];

/** Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/best_practices/edge */
const RUNTIME: { readonly [key: string]: Value } = {
  're2.max_program_size.error_level': { number_value: REGEX_PROGRAM_SIZE },
  // CVE-2023-44487
  'http.max_requests_per_io_cycle': { number_value: 1 },
};

function socketAddress(place: SocketPlace): Address {
  if ('path' in place) return { pipe: { path: place.path, mode: 0o600 } };
  return { socket_address: { address: place.address, port_value: place.port } };
}

/** A cluster's only endpoint. */
export function soleEndpoint(cluster: string, place: SocketPlace): ClusterLoadAssignment {
  const address: Address =
    'path' in place
      ? { pipe: { path: place.path } }
      : { socket_address: { address: place.address, port_value: place.port } };
  return { cluster_name: cluster, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] };
}

/** HTTP/2 that notices within 40 seconds that nobody answers any more. */
export function http2(filters?: readonly HttpFilter[]): Cluster['typed_extension_protocol_options'] {
  const type = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  return {
    [type]: any(type, {
      explicit_http_config: {
        http2_protocol_options: {
          connection_keepalive: { interval: milliseconds(30_000), timeout: milliseconds(10_000) },
        },
      },
      http_filters: filters,
    }),
  };
}

function overloadManager({
  maxConnections = DEFAULT_MAX_CONNECTIONS,
  maxHeap,
}: CommonBootstrapOptions): OverloadManager {
  const connections = {
    name: 'envoy.resource_monitors.global_downstream_max_connections',
    typed_config: any('envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig', {
      max_active_downstream_connections: maxConnections,
    }),
  };
  if (maxHeap === undefined) return { resource_monitors: [connections] };
  const heap = {
    name: 'envoy.resource_monitors.fixed_heap',
    typed_config: any('envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig', {
      max_heap_size_bytes: maxHeap,
    }),
  };
  const action = (name: string, value: number) => ({ name, triggers: [{ name: heap.name, threshold: { value } }] });
  return {
    refresh_interval: milliseconds(250),
    resource_monitors: [connections, heap],
    actions: [
      action('envoy.overload_actions.shrink_heap', 0.95),
      action('envoy.overload_actions.stop_accepting_requests', 0.98),
    ],
  };
}
