import { any } from '../envoy-api/codec.js';
import type { Cluster, OutlierDetection } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import { Cluster_DiscoveryType, Cluster_LbPolicy } from '../envoy-api/generated/envoy/config/cluster/v3.js';
import type { TypedExtensionConfig } from '../envoy-api/generated/envoy/config/core/v3.js';
import { DnsLookupFamily } from '../envoy-api/generated/envoy/extensions/clusters/common/dns/v3.js';
import type { HttpProtocolOptions } from '../envoy-api/generated/envoy/extensions/upstreams/http/v3.js';
import { backendNameParts } from '../model/backend-name.js';
import type { Backend } from '../model/index.js';
import { MESH_IDENTITY, MESH_ROOTS } from './mesh-names.js';
import { meshSocket } from './mesh-tls.js';
import { statName } from './names.js';
import { refusingAnswers } from './refused-answers.js';
import type { MeshSettings } from './settings.js';
import { upstreamTls } from './tls-context.js';
import { ADS_ENDPOINTS, milliseconds, uint32 } from './values.js';

const CONNECT_TIMEOUT = 5_000;

/** To endpoints: others may be there, and one that is lost with its node never answers. A lost packet is sent again after a second. */
export const ENDPOINT_CONNECT_TIMEOUT = 2_000;

/** Below what servers and the networks in between usually allow, so that a request rarely meets a closing connection. */
const IDLE_TIMEOUT = 60_000;

const BUFFER_LIMIT = 32 * 1024;
const UNLIMITED = 0xffff_ffff;

/** Kept low enough that a backend which is down does not get every request several times. */
const MAX_CONCURRENT_RETRIES = 1024;

const HTTP_PROTOCOL_OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

/**
 * The cluster of a Backend. Health is what Kubernetes says, whatever an endpoint answers. When every endpoint is draining they all get
 * requests, since Envoy's default panic threshold is left as it is (KEP-1669).
 * @param mesh absent: there is none.
 */
export function cluster(backend: Backend, mesh?: MeshSettings): Cluster {
  return {
    name: backend.name,
    // Who reads statistics asks for what users refer to, whatever policies say.
    alt_stat_name: statName(backendNameParts(backend.name).target),
    ...discovery(backend),
    lb_policy: Cluster_LbPolicy.LEAST_REQUEST,
    ...connectionDefaults(backend.discovery.type === 'Endpoints' ? ENDPOINT_CONNECT_TIMEOUT : CONNECT_TIMEOUT),
    outlier_detection: unreachable(),
    ...noLimits(),
    ...(backend.tls && { transport_socket: upstreamTls(backend.tls, backend.protocol) }),
    ...(backend.mesh && mesh && { transport_socket_matches: [meshSocket()] }),
    typed_extension_protocol_options: {
      [HTTP_PROTOCOL_OPTIONS]: any(HTTP_PROTOCOL_OPTIONS, {
        common_http_protocol_options: { idle_timeout: milliseconds(IDLE_TIMEOUT) },
        ...protocol(backend.protocol),
        ...(backend.discovery.type === 'DNS' && { http_filters: refusingAnswers(backend.discovery.refused) }),
      }),
    },
  };
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

/** Envoy's own limits are a thousand of each, sessions of datagrams too. */
export function noLimits(): Partial<Cluster> {
  return {
    circuit_breakers: {
      thresholds: [
        {
          max_connections: uint32(UNLIMITED),
          max_pending_requests: uint32(UNLIMITED),
          max_requests: uint32(UNLIMITED),
          max_retries: uint32(MAX_CONCURRENT_RETRIES),
        },
      ],
    },
  };
}

/**
 * Takes an endpoint out for a while that cannot be connected to: Kubernetes needs most of a minute to notice that a node is lost, and until
 * then each request that tried its pods would wait. What endpoints answer has no part in it. Half of the endpoints stay in any case, so that
 * what is wrong with all of them costs nothing.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/intro/arch_overview/upstream/outlier
 */
function unreachable(): OutlierDetection {
  const off = uint32(0);
  return {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: uint32(3),
    enforcing_consecutive_local_origin_failure: uint32(100),
    enforcing_consecutive_5xx: off,
    enforcing_consecutive_gateway_failure: off,
    enforcing_success_rate: off,
    enforcing_local_origin_success_rate: off,
    interval: milliseconds(5_000),
    base_ejection_time: milliseconds(5_000),
    max_ejection_time: milliseconds(30_000),
    max_ejection_percent: uint32(50),
  };
}

/**
 * What all clusters have whose endpoints are connected to.
 * @param connectTimeout milliseconds
 */
export function connectionDefaults(connectTimeout = CONNECT_TIMEOUT): Partial<Cluster> {
  return {
    connect_timeout: milliseconds(connectTimeout),
    per_connection_buffer_limit_bytes: uint32(BUFFER_LIMIT),
    upstream_connection_options: {
      tcp_keepalive: { keepalive_time: uint32(60), keepalive_interval: uint32(10), keepalive_probes: uint32(3) },
    },
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
