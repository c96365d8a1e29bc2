import { describe, expect, test } from '@jest/globals';
import { encode } from '../envoy-api/codec.js';
import { toJson } from '../envoy-api/to-json.js';
import type { Backend } from '../model/index.js';
import { cluster } from './cluster.js';
import { clusterLoadAssignment } from './endpoints.js';

const json = (backend: Backend, target?: string) =>
  toJson('envoy.config.cluster.v3.Cluster', encode('envoy.config.cluster.v3.Cluster', cluster(backend, target)));
const backend: Backend = { name: 'ns/a.b:80', protocol: 'HTTP', discovery: { type: 'Endpoints' } };
const OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';

describe('cluster', () => {
  test('asks for the endpoints of its own name, and is one element of a statistic', () => {
    expect(json(backend)).toMatchObject({ name: 'ns/a.b:80', alt_stat_name: 'ns/a_b_80', type: 'EDS' });
    expect(json(backend)).not.toHaveProperty('eds_cluster_config.service_name');
  });

  test.each([
    ['HTTP', 'http_protocol_options'],
    ['HTTP2', 'http2_protocol_options'],
  ] as const)('speaks %s', (protocol, expected) => {
    expect(json({ ...backend, protocol })).toMatchObject({
      typed_extension_protocol_options: { [OPTIONS]: { explicit_http_config: { [expected]: {} } } },
    });
  });

  test('speaks the version of HTTP by which a request came', () => {
    const both = { http_protocol_options: {}, http2_protocol_options: {} };
    expect(json({ ...backend, protocol: 'Downstream' })).toMatchObject({
      typed_extension_protocol_options: { [OPTIONS]: { use_downstream_protocol_config: both } },
    });
  });

  test('finds a host name by DNS', () => {
    const dns = json({ ...backend, discovery: { type: 'DNS', hostname: 'h.test', port: 8080, refused: [] } });
    expect(dns).toMatchObject({ cluster_type: { name: 'envoy.clusters.dns' } });
    expect(dns).toHaveProperty('load_assignment.endpoints.0.lb_endpoints.0.endpoint.address.socket_address', {
      address: 'h.test',
      port_value: 8080,
    });
    expect(dns).not.toHaveProperty('eds_cluster_config');
  });

  test.each([
    ['HTTP', 'http/1.1'],
    ['HTTP2', 'h2'],
  ] as const)('speaks %s over TLS, and counts as what users refer to', (protocol, alpn) => {
    const tls = {
      serverName: 'a.test',
      subjectAltNames: [{ type: 'URI', value: 'spiffe://a' }],
      trustBundle: 'ca',
    } as const;
    const secured = json(
      { ...backend, name: 'ns/a.b:80#12@ns/client', protocol, tls: { ...tls, certificate: 'ns/client' } },
      backend.name,
    );
    expect(secured).toMatchObject({ name: 'ns/a.b:80#12@ns/client', alt_stat_name: 'ns/a_b_80' });
    expect(secured).toHaveProperty('transport_socket.typed_config', {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      sni: 'a.test',
      common_tls_context: expect.objectContaining({
        alpn_protocols: [alpn],
        tls_certificate_sds_secret_configs: [expect.objectContaining({ name: 'ns/client' })],
        combined_validation_context: {
          default_validation_context: {
            match_typed_subject_alt_names: [{ san_type: 'URI', matcher: { exact: 'spiffe://a' } }],
          },
          validation_context_sds_secret_config: expect.objectContaining({ name: 'ca' }),
        },
      }),
    });
    expect(json(backend)).not.toHaveProperty('transport_socket');
  });

  test('leaves panic as it is', () => {
    expect(json(backend)).not.toHaveProperty('common_lb_config');
  });

  test('leaves out half of the endpoints at most, and those only that cannot be connected to', () => {
    const { outlier_detection: detection } = json(backend) as { outlier_detection: Readonly<Record<string, unknown>> };
    expect(detection).toMatchObject({ split_external_local_origin_errors: true, max_ejection_percent: 50 });
    const enforced = Object.entries(detection).filter(([name, value]) => name.startsWith('enforcing_') && value !== 0);
    expect(enforced).toEqual([['enforcing_consecutive_local_origin_failure', 100]]);
    // Those that Envoy enforces by default, which have to be off.
    for (const name of ['consecutive_5xx', 'success_rate', 'local_origin_success_rate']) {
      expect(detection).toHaveProperty(`enforcing_${name}`, 0);
    }
  });

  test('has the settings of its Backend, and defaults for the others', () => {
    const settings = {
      connectTimeout: 1000,
      idleTimeout: 2000,
      bufferLimit: 3,
      keepalive: { time: 4, interval: 5, probes: 6 },
      limits: { connections: 7, pendingRequests: 8, requests: 9, retries: 10 },
      outliers: {
        consecutiveFailures: 11,
        interval: 12_000,
        baseEjectionTime: 13_000,
        maxEjectionTime: 14_000,
        maxEjectionPercent: 15,
      },
    };
    expect(json({ ...backend, settings })).toMatchObject({
      connect_timeout: '1s',
      per_connection_buffer_limit_bytes: 3,
      upstream_connection_options: {
        tcp_keepalive: { keepalive_time: 4, keepalive_interval: 5, keepalive_probes: 6 },
      },
      circuit_breakers: {
        thresholds: [{ max_connections: 7, max_pending_requests: 8, max_requests: 9, max_retries: 10 }],
      },
      outlier_detection: {
        consecutive_local_origin_failure: 11,
        interval: '12s',
        base_ejection_time: '13s',
        max_ejection_time: '14s',
        max_ejection_percent: 15,
      },
      typed_extension_protocol_options: { [OPTIONS]: { common_http_protocol_options: { idle_timeout: '2s' } } },
    });
    const { connectTimeout, ...others } = settings;
    expect(json({ ...backend, settings: others })).toHaveProperty('connect_timeout', '2s');
  });

  test('waits less for an endpoint, of which there may be others, than for a host', () => {
    const host = { type: 'DNS', hostname: 'h.test', port: 8080, refused: [] } as const;
    expect(json(backend)).toHaveProperty('connect_timeout', '2s');
    expect(json({ ...backend, discovery: host })).toHaveProperty('connect_timeout', '5s');
  });
});

describe('clusterLoadAssignment', () => {
  test('has endpoints by zone, in order', () => {
    const endpoint = (port: number, zone?: string) =>
      ({ address: '::1', port, health: port === 2 ? 'Draining' : 'Healthy', ...(zone && { zone }) }) as const;
    const { endpoints } = clusterLoadAssignment({
      backend: 'b',
      endpoints: [endpoint(1, 'z2'), endpoint(2, 'z1'), endpoint(3), endpoint(4, 'z1')],
    });
    const seen = endpoints?.map(({ locality, lb_endpoints }) => [
      locality?.zone,
      lb_endpoints?.map((each) => [each.endpoint?.address?.socket_address?.port_value, each.health_status]),
    ]);
    expect(seen).toEqual([
      ['', [[3, 1]]],
      [
        'z1',
        [
          [2, 3],
          [4, 1],
        ],
      ],
      ['z2', [[1, 1]]],
    ]);
  });

  test('may be empty', () => {
    expect(clusterLoadAssignment({ backend: 'b', endpoints: [] })).toEqual({ cluster_name: 'b', endpoints: [] });
  });
});
