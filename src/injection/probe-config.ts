import { checkedEncode } from '../envoy/checked-encode.js';
import { connectionLimit } from '../envoy/connection-limit.js';
import { INBOUND_SOURCES } from '../envoy/mesh-names.js';
import { bool, milliseconds, uint32 } from '../envoy/values.js';
import { any } from '../envoy-api/codec.js';
import type { Cluster } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { HealthCheck } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { Listener } from '../envoy-api/generated/envoy/config/listener/v3.js';
import type { HeaderMatcher, Route } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { HttpFilter } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { TlsParameters_TlsProtocol as TlsProtocol } from '../envoy-api/generated/envoy/extensions/transport_sockets/tls/v3.js';
import { toJson } from '../envoy-api/to-json.js';
import { PROBE_PORT } from '../well-known/ports.js';
import { type ProbeUse, TARGET_HEADER } from './probe-target.js';

/** No listener and no cluster of the model is called so, since those have slashes. */
const NAME = 'probes';
/** Bytes for a probe with a health check of its own, and for one that is a route. */
const LEAST_WITH_CHECK = 700;
const LEAST_WITH_ROUTE = 200;
const BUFFER_LIMIT = 32 * 1024;
const CONNECT_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 5_000;
const IDLE_TIMEOUT = 60_000;

/**
 * What a sidecar needs to be asked for the health of the containers beside it, for `--config-yaml`, which Envoy adds to its bootstrap.
 *
 * HTTP probes are routed to the pod's own address, each path as it is and nothing else: with mutual TLS required, this is the only way
 * around it. A redirect counts as an answer, as kubelet counts one to another host. For what is not HTTP, Envoy itself does what
 * kubelet would have done, about twice as often, and tells kubelet what came of it last.
 *
 * @param address of the pod, on which its containers are asked and the sidecar answers.
 */
export function probeConfig(uses: readonly ProbeUse[], address: string, port = PROBE_PORT): string {
  const clusters = new Map(uses.map((use) => [clusterName(use), cluster(use, address)]));
  const bootstrap = checkedEncode('envoy.config.bootstrap.v3.Bootstrap', {
    static_resources: { listeners: [listener(uses, address, port)], clusters: [...clusters.values()] },
  });
  return JSON.stringify(toJson('envoy.config.bootstrap.v3.Bootstrap', bootstrap));
}

/** Bytes that {@link probeConfig} has for these at the least, without building it. */
export function leastSize(uses: readonly ProbeUse[]): number {
  const sizeOf = ({ name, target }: ProbeUse) => {
    const text = 'path' in target ? target.path : name;
    return text.length + (target.type === 'tcp' || target.type === 'grpc' ? LEAST_WITH_CHECK : LEAST_WITH_ROUTE);
  };
  return uses.reduce((size, use) => size + sizeOf(use), 0);
}

/** HTTP probes of one port have one cluster, whatever their paths. */
function clusterName({ name }: ProbeUse): string {
  return `${NAME}:${name}`;
}

function listener(uses: readonly ProbeUse[], address: string, port: number): Listener {
  const manager = any('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', {
    stat_prefix: NAME,
    route_config: {
      name: NAME,
      virtual_hosts: [
        {
          name: NAME,
          domains: ['*'],
          routes: uses.flatMap(routesOf),
          // As if the container had been asked itself.
          request_headers_to_remove: [TARGET_HEADER, 'x-forwarded-proto'],
          response_headers_to_remove: ['location'],
        },
      ],
      validate_clusters: bool(false),
    },
    http_filters: [...uses.flatMap(healthFilters), ROUTER],
    generate_request_id: bool(false),
    request_headers_timeout: milliseconds(REQUEST_TIMEOUT),
    stream_idle_timeout: milliseconds(IDLE_TIMEOUT),
    common_http_protocol_options: { idle_timeout: milliseconds(IDLE_TIMEOUT) },
  });
  const http = { name: 'envoy.filters.network.http_connection_manager', typed_config: manager };
  return {
    name: NAME,
    stat_prefix: NAME,
    address: { socket_address: { address, port_value: port } },
    per_connection_buffer_limit_bytes: uint32(BUFFER_LIMIT),
    filter_chains: [{ filters: [connectionLimit(NAME), http] }],
    // A pod with as many clients as it may have is busy, not broken.
    ignore_global_conn_limit: true,
    bypass_overload_manager: true,
  };
}

const ROUTER: HttpFilter = {
  name: 'envoy.filters.http.router',
  typed_config: any('envoy.extensions.filters.http.router.v3.Router', { suppress_envoy_headers: true }),
};

function header(name: string, value: string): HeaderMatcher {
  return { name, string_match: { exact: value } };
}

function routesOf(use: ProbeUse): readonly Route[] {
  const { name, target } = use;
  if (target.type === 'tcp' || target.type === 'grpc') return [];
  const headers = [header(TARGET_HEADER, name), header(':method', 'GET'), header(':path', target.path)];
  return [
    {
      match: { prefix: '/', headers },
      // Kubelet knows how long it waits.
      route: { cluster: clusterName(use), timeout: milliseconds(0) },
    },
  ];
}

function healthFilters(use: ProbeUse): readonly HttpFilter[] {
  const { name, target } = use;
  if (target.type !== 'tcp' && target.type !== 'grpc') return [];
  return [
    {
      name: 'envoy.filters.http.health_check',
      typed_config: any('envoy.extensions.filters.http.health_check.v3.HealthCheck', {
        pass_through_mode: bool(false),
        headers: [header(TARGET_HEADER, name)],
        cluster_min_healthy_percentages: { [clusterName(use)]: { value: 100 } },
      }),
    },
  ];
}

function cluster(use: ProbeUse, address: string): Cluster {
  const { target } = use;
  const endpoint = { address: { socket_address: { address, port_value: target.port } } };
  const common: Cluster = {
    name: clusterName(use),
    type: Cluster_DiscoveryType.STATIC,
    connect_timeout: milliseconds(CONNECT_TIMEOUT),
    load_assignment: { cluster_name: clusterName(use), endpoints: [{ lb_endpoints: [{ endpoint }] }] },
    // By which the connection is not redirected to the sidecar once more.
    upstream_bind_config: {
      source_address: { address: INBOUND_SOURCES.IPv4, port_value: 0 },
      extra_source_addresses: [{ address: { address: INBOUND_SOURCES.IPv6, port_value: 0 } }],
    },
  };
  switch (target.type) {
    case 'http':
      return { ...common, ...protocol({ http_protocol_options: {} }) };
    case 'https':
      return { ...common, ...protocol({ http_protocol_options: {} }), transport_socket: UNVERIFIED_TLS };
    case 'tcp':
      return { ...common, health_checks: [healthCheck(use, { tcp_health_check: {} })] };
    case 'grpc': {
      const check = { grpc_health_check: { service_name: target.service, authority: 'localhost' } };
      return { ...common, ...protocol({ http2_protocol_options: {} }), health_checks: [healthCheck(use, check)] };
    }
  }
}

/** Kubelet verifies nothing, either. */
const UNVERIFIED_TLS = {
  name: 'envoy.transport_sockets.tls',
  typed_config: any('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext', {
    common_tls_context: { tls_params: { tls_maximum_protocol_version: TlsProtocol.TLSv1_3 } },
  }),
};

function protocol(explicit: object): Pick<Cluster, 'typed_extension_protocol_options'> {
  const type = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
  return {
    typed_extension_protocol_options: {
      // A connection for each, as kubelet has it: whether there can be one is a part of the answer.
      [type]: any(type, {
        common_http_protocol_options: { max_requests_per_connection: uint32(1) },
        explicit_http_config: explicit,
      }),
    },
  };
}

/** Kubelet counts successes and failures; this says how it is now. What is not healthy is asked each second. */
function healthCheck({ period, timeout }: ProbeUse, check: Partial<HealthCheck>): HealthCheck {
  const interval = milliseconds(Math.max(1_000, period * 500));
  return {
    ...check,
    timeout: milliseconds(timeout * 1000),
    interval,
    no_traffic_interval: interval,
    no_traffic_healthy_interval: interval,
    unhealthy_interval: milliseconds(1_000),
    unhealthy_threshold: uint32(1),
    healthy_threshold: uint32(1),
    reuse_connection: bool(false),
  };
}
