import { describe, expect, test } from '@jest/globals';
import { any } from './codec.js';
import type { Bootstrap } from './generated/envoy/config/bootstrap/v3.js';
import type { Cluster } from './generated/envoy/config/cluster/v3.js';
import { type HeaderValue, type HealthCheck, RequestMethod } from './generated/envoy/config/core/v3.js';
import type { Route, RouteAction, RouteMatch, VirtualHost } from './generated/envoy/config/route/v3.js';
import type { HttpConnectionManager } from './generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import { validation } from './generated/validation.js';
import { validate } from './pgv.js';
import type { MessageName } from './schema.js';
import { envoyVerdict } from './testing/envoy-verdict.js';

function cluster(change: Partial<Cluster>): Bootstrap {
  return { static_resources: { clusters: [{ name: 'c', connect_timeout: { seconds: 1 }, ...change }] } };
}

function health(change: Partial<HealthCheck>): Bootstrap {
  const check: HealthCheck = {
    timeout: { seconds: 1 },
    interval: { seconds: 1 },
    unhealthy_threshold: { value: 1 },
    healthy_threshold: { value: 1 },
    http_health_check: { path: '/' },
  };
  return cluster({ health_checks: [{ ...check, ...change }] });
}

function endpoint(port: { port_value?: number }, address = '127.0.0.1'): Bootstrap {
  const socket = { endpoint: { address: { socket_address: { address, ...port } } } };
  return cluster({ load_assignment: { cluster_name: 'c', endpoints: [{ lb_endpoints: [socket] }] } });
}

function manager(change: Partial<HttpConnectionManager>): Bootstrap {
  const router = { name: 'router', typed_config: any('envoy.extensions.filters.http.router.v3.Router', {}) };
  const http = { stat_prefix: 's', http_filters: [router], route_config: { name: 'r' }, ...change };
  const typed_config = any('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', http);
  const address = { socket_address: { address: '127.0.0.1', port_value: 0 } };
  const listener = { name: 'l', address, filter_chains: [{ filters: [{ name: 'http', typed_config }] }] };
  return { static_resources: { listeners: [listener] } };
}

const virtualHost = (change: Partial<VirtualHost>): Bootstrap =>
  manager({ route_config: { name: 'r', virtual_hosts: [{ name: 'v', domains: ['*'], ...change }] } });

const route = (change: Partial<Route>): Bootstrap =>
  virtualHost({ routes: [{ match: { prefix: '/' }, direct_response: { status: 200 }, ...change }] });

const match = (change: RouteMatch): Bootstrap => route({ match: change });

const forward = (change: RouteAction): Bootstrap => route({ direct_response: undefined, route: change });

const header = (key: string, value: string | HeaderValue): Bootstrap =>
  route({ response_headers_to_add: [{ header: typeof value === 'string' ? { key, value } : value }] });

const corsOrigin = (prefix: string): Bootstrap => {
  const cors = any('envoy.extensions.filters.http.cors.v3.CorsPolicy', { allow_origin_string_match: [{ prefix }] });
  return route({ typed_per_filter_config: { 'envoy.filters.http.cors': cors } });
};

const sniHeader = (name: string): Bootstrap => {
  const options = any('envoy.extensions.upstreams.http.v3.HttpProtocolOptions', {
    explicit_http_config: { http_protocol_options: {} },
    upstream_http_protocol_options: { auto_sni: true, override_auto_sni_header: name },
  });
  return cluster({
    typed_extension_protocol_options: { 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': options },
  });
};

describe('validate and Envoy accept', () => {
  test.each<[string, Bootstrap]>([
    ['a cluster', cluster({})],
    ['a bound itself, in a wrapper', cluster({ outlier_detection: { max_ejection_percent: { value: 100 } } })],
    ['the largest port', endpoint({ port_value: 65_535 })],
    ['a port of 0, which is set in its oneof', endpoint({ port_value: 0 })],
    ['a header name with a space', header('a b', 'x')],
    ['an empty header value', header('a', '')],
    ['letters outside ASCII in a path prefix', match({ path_separated_prefix: '/é' })],
    ['an empty string where emptiness is ignored', sniHeader('')],
    ['a nested Any', corsOrigin('https://')],
  ])('%s', (_, bootstrap) => {
    expect(validate('envoy.config.bootstrap.v3.Bootstrap', bootstrap)).toEqual([]);
    expect(envoyVerdict(bootstrap)).toBeUndefined();
  });
});

describe('validate and Envoy reject', () => {
  test.each<[string, string, Bootstrap]>([
    ['an empty string', 'clusters[0].name: value length must be at least 1 characters', cluster({ name: '' })],
    [
      'a duration that must be positive',
      'clusters[0].connect_timeout: value must be gt 0',
      cluster({ connect_timeout: {} }),
    ],
    [
      'a negative duration',
      'clusters[0].connect_timeout: value must be gt 0',
      cluster({ connect_timeout: { seconds: -1 } }),
    ],
    [
      'a number outside the enum',
      'clusters[0].lb_policy: value must be one of the defined enum values',
      cluster({ lb_policy: 99 as never }),
    ],
    [
      'an enum value in not_in',
      'http_health_check.method: value must not be in list [6]',
      health({ http_health_check: { path: '/', method: RequestMethod.CONNECT } }),
    ],
    ['a missing duration', 'health_checks[0].timeout: value is required', health({ timeout: undefined })],
    [
      'an empty required oneof',
      'health_checks[0]: one of http_health_check, tcp_health_check, grpc_health_check, custom_health_check (health_checker) is required',
      health({ http_health_check: undefined }),
    ],
    [
      'a strict header value',
      'http_health_check.path: value does not match regex',
      health({ http_health_check: { path: '/a\r\n' } }),
    ],
    [
      'a wrapper holding its default',
      'first_address_family_count: value must be gte 1',
      cluster({ upstream_connection_options: { happy_eyeballs_config: { first_address_family_count: { value: 0 } } } }),
    ],
    [
      'a wrapper beyond its bound',
      'max_ejection_percent: value must be lte 100',
      cluster({ outlier_detection: { max_ejection_percent: { value: 101 } } }),
    ],
    ['a port beyond 65535', 'port_value: value must be lte 65535', endpoint({ port_value: 65_536 })],
    ['no port', 'socket_address: one of port_value, named_port (port_specifier) is required', endpoint({})],
    ['an empty address', 'address: value length must be at least 1 characters', endpoint({ port_value: 1 }, '')],
    [
      'an empty map key',
      'filter_metadata[""]: value length must be at least 1 characters',
      cluster({ metadata: { filter_metadata: { '': {} } } }),
    ],
    ['a rule inside an Any', 'typed_config.stat_prefix: value length must be at least 1', manager({ stat_prefix: '' })],
    [
      'an Any inside an Any',
      'typed_per_filter_config["envoy.filters.http.cors"].allow_origin_string_match[0].prefix',
      corsOrigin(''),
    ],
    ['both ends of a range', 'value must be gt 0 and lte 8192', manager({ max_request_headers_kb: { value: 8193 } })],
    ['a loose header value', 'via: value does not match regex pattern', manager({ via: 'a\nb' })],
    [
      'a value outside a list',
      'scheme_to_overwrite: value must be in list [http, https]',
      manager({ scheme_header_transformation: { scheme_to_overwrite: 'ftp' } }),
    ],
    ['an empty list', 'domains: value must contain at least 1 items', virtualHost({ domains: [] })],
    ['an item of a list', 'domains[0]: value does not match regex pattern', virtualHost({ domains: ['a\n'] })],
    [
      'too long a list',
      'response_headers_to_add: value must contain at most 1000 items',
      route({ response_headers_to_add: Array.from({ length: 1001 }, () => ({ header: { key: 'a', value: 'b' } })) }),
    ],
    ['a missing message', 'routes[0].match: value is required', route({ match: undefined })],
    [
      'an absent oneof deep inside',
      'query_parameters[0].string_match: one of',
      match({ prefix: '/', query_parameters: [{ name: 'x', string_match: {} }] }),
    ],
    [
      'a low status',
      'direct_response.status: value must be gte 200 and lt 600',
      route({ direct_response: { status: 199 } }),
    ],
    [
      'a status beyond an open bound',
      'direct_response.status: value must be',
      route({ direct_response: { status: 600 } }),
    ],
    ['an empty header name', 'header.key: value length must be at least 1 characters', header('', 'x')],
    ['a header name with a line break', 'header.key: value does not match regex pattern', header('a\nb', 'x')],
    ['a strict header name', 'override_auto_sni_header: value does not match regex pattern', sniHeader('a b')],
    ['a header value with NUL', 'header.value: value does not match regex pattern', header('a', 'x\0y')],
    [
      'a header value too long in bytes',
      'header.value: value length must be at most 16384 bytes',
      header('a', 'é'.repeat(8193)),
    ],
    [
      'raw bytes too long',
      'header.raw_value: value length must be at most 16384 bytes',
      header('a', { key: 'a', raw_value: new Uint8Array(16_385).fill(65) }),
    ],
    [
      'a pattern of the API itself',
      'path_separated_prefix: value does not match regex pattern',
      match({ path_separated_prefix: '/a/' }),
    ],
    [
      'a prefix and a suffix',
      'hits_addend.format: value does not have prefix "%"',
      forward({ cluster: 'c', rate_limits: [{ hits_addend: { format: 'a' }, actions: [{ source_cluster: {} }] }] }),
    ],
    [
      'a field that is no longer accepted',
      'actions[0].dynamic_metadata: this field is no longer accepted',
      forward({
        cluster: 'c',
        rate_limits: [
          {
            actions: [{ dynamic_metadata: { descriptor_key: 'a', metadata_key: { key: 'k', path: [{ key: 'p' }] } } }],
          },
        ],
      }),
    ],
  ])('%s', (_, fault, bootstrap) => {
    expect(validate('envoy.config.bootstrap.v3.Bootstrap', bootstrap).join('\n')).toContain(fault);
    expect(envoyVerdict(bootstrap)).toBeDefined();
  });
});

describe('validate', () => {
  test('reports every fault', () => {
    const faults = validate('envoy.config.cluster.v3.Cluster', { name: '', connect_timeout: {} });
    expect(faults.sort()).toEqual([
      'connect_timeout: value must be gt 0',
      'name: value length must be at least 1 characters',
    ]);
  });

  test('says when an Any does not hold what it claims', () => {
    const typed_config = { type_url: 'type.googleapis.com/envoy.config.route.v3.Route', value: Uint8Array.of(0x0a, 9) };
    const [fault] = validate('envoy.config.core.v3.TypedExtensionConfig', { name: 'x', typed_config });
    expect(fault).toMatch(/^typed_config: does not decode as envoy\.config\.route\.v3\.Route: /);
  });

  test('leaves an Any of an unknown type alone', () => {
    const typed_config = { type_url: 'type.googleapis.com/no.such.Message', value: Uint8Array.of(1, 2, 3) };
    expect(validate('envoy.config.core.v3.TypedExtensionConfig', { name: 'x', typed_config })).toEqual([]);
  });

  test('takes a range whose upper end is below its lower end for what is forbidden', () => {
    const type = 'envoy.config.core.v3.QuicKeepAliveSettings';
    expect(validate(type, { initial_interval: {} })).toEqual([]);
    expect(validate(type, { initial_interval: { nanos: 1_000_000 } })).toEqual([]);
    expect(validate(type, { initial_interval: { nanos: 999_999 } })).toHaveLength(1);
  });

  test('knows every rule of the API', () => {
    for (const type of Object.keys(JSON.parse(validation))) {
      expect(() => validate(type as MessageName, {})).not.toThrow();
    }
  });
});
