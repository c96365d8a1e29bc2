import { any } from '../envoy-api/codec.js';
import type { Cluster, OutlierDetection } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType, Cluster_LbPolicy } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { TypedExtensionConfig } from '../envoy-api/generated/envoy/config/core/v3.js';
import { DnsLookupFamily } from '../envoy-api/generated/envoy/extensions/clusters/common/dns/v3.js';
import type { HttpProtocolOptions } from '../envoy-api/generated/envoy/extensions/upstreams/http/v3.js';
import { DEFAULT_BACKEND_SETTINGS, DEFAULT_HOST_SETTINGS } from '../model/backend-settings.js';
import type { Backend, BackendSettings } from '../model/index.js';
import { tcpKeepalive } from './keepalive.js';
import { MESH_IDENTITY, MESH_ROOTS } from './mesh-names.js';
import { meshSocket } from './mesh-tls.js';
import { statName } from './names.js';
import { refusingAnswers } from './refused-answers.js';
import type { MeshSettings } from './settings.js';
import { upstreamTls } from './tls-context.js';
import { ADS_ENDPOINTS, milliseconds, uint32 } from './values.js';

const HTTP_PROTOCOL_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/**
 * The cluster of a Backend. Health is what Kubernetes says, whatever an endpoint answers. When every endpoint is draining they all get
 * requests, since Envoy's default panic threshold is left as it is (KEP-1669).
 * @param target what it is a variant of: who reads statistics asks for what users refer to, whatever policies say.
 * @param mesh absent: there is none.
 */
export function cluster(backend: Backend, target = backend.name, mesh?: MeshSettings): Cluster {
  const settings = settingsOf(backend);
  return {
    name: backend.name,
    alt_stat_name: statName(target),
    ...discovery(backend),
    lb_policy: Cluster_LbPolicy.LEAST_REQUEST,
    ...connectionFields(settings),
    outlier_detection: unreachable(settings),
    ...limits(settings),
    ...(backend.tls && { transport_socket: upstreamTls(backend.tls, backend.protocol) }),
    ...(backend.mesh && mesh && { transport_socket_matches: [meshSocket()] }),
    typed_extension_protocol_options: {
      [HTTP_PROTOCOL_OPTIONS]: any(HTTP_PROTOCOL_OPTIONS, {
        common_http_protocol_options: { idle_timeout: milliseconds(settings.idleTimeout) },
        ...protocol(backend.protocol),
        ...(backend.discovery.type === 'DNS' && { http_filters: refusingAnswers(backend.discovery.refused) }),
      }),
    },
  };
}

function settingsOf({ discovery, settings }: Backend): BackendSettings {
  const defaults = discovery.type === 'Endpoints' ? DEFAULT_BACKEND_SETTINGS : DEFAULT_HOST_SETTINGS;
  return { ...defaults, ...settings };
}

/** Names of the secrets that the cluster of a Backend asks for. */
export function secretsOf(
  backend: Pick<Backend, 'tls' | 'mesh'> | '' | undefined,
  mesh?: MeshSettings,
): readonly string[] {
  if (!backend) return [];
  const { tls } = backend;
  if (tls === undefined) return backend.mesh && mesh ? [MESH_IDENTITY, MESH_ROOTS] : [];
  return tls.certificate === undefined ? [tls.trustBundle] : [tls.trustBundle, tls.certificate];
}

/** What may be open at the same time. */
export function limits({ limits }: Pick<BackendSettings, 'limits'>): Pick<Cluster, 'circuit_breakers'> {
  return {
    circuit_breakers: {
      thresholds: [
        {
          max_connections: uint32(limits.connections),
          max_pending_requests: uint32(limits.pendingRequests),
          max_requests: uint32(limits.requests),
          max_retries: uint32(limits.retries),
        },
      ],
    },
  };
}

/** Takes an endpoint out for a while that cannot be connected to. What endpoints answer has no part in it. */
function unreachable({ outliers }: BackendSettings): OutlierDetection {
  const off = uint32(0);
  return {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: uint32(outliers.consecutiveFailures),
    enforcing_consecutive_local_origin_failure: uint32(100),
    enforcing_consecutive_5xx: off,
    enforcing_consecutive_gateway_failure: off,
    enforcing_success_rate: off,
    enforcing_local_origin_success_rate: off,
    interval: milliseconds(outliers.interval),
    base_ejection_time: milliseconds(outliers.baseEjectionTime),
    max_ejection_time: milliseconds(outliers.maxEjectionTime),
    max_ejection_percent: uint32(outliers.maxEjectionPercent),
  };
}

/** What all clusters have whose endpoints are connected to. */
export function connectionFields({
  connectTimeout,
  bufferLimit,
  keepalive,
}: BackendSettings): Pick<
  Cluster,
  'connect_timeout' | 'per_connection_buffer_limit_bytes' | 'upstream_connection_options'
> {
  return {
    connect_timeout: milliseconds(connectTimeout),
    per_connection_buffer_limit_bytes: uint32(bufferLimit),
    upstream_connection_options: { tcp_keepalive: tcpKeepalive(keepalive) },
  };
}

function protocol(name: Backend['protocol']): HttpProtocolOptions {
  const [http, http2] = [{ http_protocol_options: {} }, { http2_protocol_options: {} }];
  if (name === 'Downstream') return { use_downstream_protocol_config: { ...http, ...http2 } };
  return { explicit_http_config: name === 'HTTP2' ? http2 : http };
}

function discovery({ name, discovery: from }: Backend): Partial<Cluster> {
  if (from.type === 'Endpoints')
    return { type: Cluster_DiscoveryType.EDS, eds_cluster_config: { eds_config: ADS_ENDPOINTS } };
  const address = { socket_address: { address: from.hostname, port_value: from.port } };
  return {
    cluster_type: {
      name: 'envoy.clusters.dns',
      typed_config: any('envoy.extensions.clusters.dns.v3.DnsCluster', {
        dns_lookup_family: DnsLookupFamily.V4_PREFERRED,
        respect_dns_ttl: true,
        typed_dns_resolver_config: dnsResolver(),
      }),
    },
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
  };
}

/** Host names are absolute: without this one of them could lead into the search domains of the proxy's machine. */
function dnsResolver(): TypedExtensionConfig {
  return {
    name: 'envoy.network.dns_resolver.cares',
    typed_config: any('envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig', {
      dns_resolver_options: { no_default_search_domain: true },
    }),
  };
}
