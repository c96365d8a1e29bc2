import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { any, encode } from './codec.js';
import { fromJson } from './from-json.js';
import type { MessageName } from './schema.js';
import { arbitraryMessage } from './testing/arbitrary-message.js';
import { toJson } from './to-json.js';

/** The JSON of a message, and that it reads back to the same bytes. */
function roundTrip(type: MessageName, message: object): unknown {
  const bytes = encode(type, message as never);
  const json = toJson(type, bytes);
  expect(encode(type, fromJson(type, JSON.parse(JSON.stringify(json))))).toEqual(bytes);
  return json;
}

describe('proto JSON', () => {
  test.each([
    'envoy.config.bootstrap.v3.Bootstrap',
    'envoy.config.listener.v3.Listener',
    'envoy.config.route.v3.RouteConfiguration',
    'envoy.config.cluster.v3.Cluster',
    'envoy.config.core.v3.Metadata',
    'envoy.admin.v3.ConfigDump',
    'envoy.extensions.filters.http.rbac.v3.RBAC',
  ] as const)('of any %s reads back to the same message', (type) => {
    fc.assert(
      fc.property(arbitraryMessage(type), (message) => {
        roundTrip(type, message);
      }),
      { numRuns: 30 },
    );
  });

  test('spells out Any, enums, durations, wrappers and bytes', () => {
    const json = roundTrip('envoy.config.route.v3.RouteConfiguration', {
      name: 'r',
      validate_clusters: { value: false },
      virtual_hosts: [
        {
          name: 'v',
          domains: ['*'],
          routes: [
            {
              match: { prefix: '/' },
              redirect: { response_code: 3 },
              typed_per_filter_config: {
                b: any('envoy.config.core.v3.DataSource', { inline_bytes: Uint8Array.of(0xff, 0) }),
                a: any('google.protobuf.Duration', { seconds: 1 }),
              },
            },
            { match: { prefix: '/' }, route: { cluster: 'c', timeout: { seconds: 1, nanos: 500_000_000 } } },
          ],
        },
      ],
    });
    expect(json).toEqual({
      name: 'r',
      virtual_hosts: [
        {
          name: 'v',
          domains: ['*'],
          routes: [
            {
              match: { prefix: '/' },
              redirect: { response_code: 'TEMPORARY_REDIRECT' },
              typed_per_filter_config: {
                a: { '@type': 'type.googleapis.com/google.protobuf.Duration', value: '1s' },
                b: { '@type': 'type.googleapis.com/envoy.config.core.v3.DataSource', inline_bytes: '/wA=' },
              },
            },
            { match: { prefix: '/' }, route: { cluster: 'c', timeout: '1.500s' } },
          ],
        },
      ],
      validate_clusters: false,
    });
  });

  test('orders fields by number and map keys by name', () => {
    const json = roundTrip('envoy.config.core.v3.Metadata', {
      typed_filter_metadata: { b: { type_url: '', value: new Uint8Array() } },
      filter_metadata: { y: { fields: { q: { null_value: 0 }, p: { list_value: {} } } }, x: {} },
    });
    expect(JSON.stringify(json)).toBe(
      '{"filter_metadata":{"x":{},"y":{"p":[],"q":null}},"typed_filter_metadata":{"b":{}}}',
    );
  });

  test('writes a 32-bit float as short as it was given', () => {
    const type =
      'envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin';
    expect(roundTrip(type, { error_utilization_penalty: { value: 0.1 } })).toEqual({ error_utilization_penalty: 0.1 });
  });

  test.each([
    [{}, '0s'],
    [{ nanos: 1 }, '0.000000001s'],
    [{ nanos: -20_000_000 }, '-0.020s'],
    [{ seconds: -3, nanos: -500_000 }, '-3.000500s'],
  ])('writes the duration %j as %s', (duration, text) => {
    expect(roundTrip('google.protobuf.Duration', duration)).toBe(text);
  });

  test('writes times in UTC and reads them in any zone', () => {
    expect(roundTrip('google.protobuf.Timestamp', { seconds: 1_790_000_000, nanos: 120_000_000 })).toBe(
      '2026-09-21T14:13:20.120Z',
    );
    expect(fromJson('google.protobuf.Timestamp', '2026-09-21T16:13:20+02:00')).toEqual({ seconds: 1_790_000_000 });
  });

  test('keeps an Any of an unknown type as bytes', () => {
    const bytes = encode('google.protobuf.Any', {
      type_url: 'type.googleapis.com/no.such.Message',
      value: Uint8Array.of(1),
    });
    expect(toJson('google.protobuf.Any', bytes)).toEqual({
      '@type': 'type.googleapis.com/no.such.Message',
      value: 'AQ==',
    });
  });

  test('writes a number for an enum value of a newer API', () => {
    const bytes = encode('envoy.config.route.v3.RedirectAction', { response_code: 99 as never });
    expect(toJson('envoy.config.route.v3.RedirectAction', bytes)).toEqual({ response_code: 99 });
  });

  test('reads camel case, enum numbers, integers in strings, and skips null', () => {
    const json = {
      lbPolicy: 'RING_HASH',
      connect_timeout: null,
      typeless: undefined,
      maxRequestsPerConnection: '7',
      dnsLookupFamily: 1,
    };
    expect(fromJson('envoy.config.cluster.v3.Cluster', json)).toEqual({
      lb_policy: 2,
      max_requests_per_connection: { value: 7 },
      dns_lookup_family: 1,
    });
  });

  test.each<[string, MessageName, unknown]>([
    ['envoy.config.cluster.v3.Cluster: Cluster has no field lb', 'envoy.config.cluster.v3.Cluster', { lb: 1 }],
    [
      'envoy.config.cluster.v3.Cluster.connect_timeout: must be a duration such as 1.5s',
      'envoy.config.cluster.v3.Cluster',
      { connect_timeout: '5' },
    ],
    ['envoy.config.cluster.v3.Cluster.name: must be a string', 'envoy.config.cluster.v3.Cluster', { name: 5 }],
    [
      'envoy.config.route.v3.VirtualHost.domains: must be an array',
      'envoy.config.route.v3.VirtualHost',
      { domains: '*' },
    ],
    [
      'envoy.config.route.v3.VirtualHost.routes[0]: must be an object',
      'envoy.config.route.v3.VirtualHost',
      { routes: [1] },
    ],
    [
      'envoy.config.core.v3.SocketAddress.port_value: must be a number',
      'envoy.config.core.v3.SocketAddress',
      { port_value: 'http' },
    ],
    [
      'envoy.config.core.v3.SocketAddress.protocol: must be one of TCP, UDP',
      'envoy.config.core.v3.SocketAddress',
      { protocol: 'SCTP' },
    ],
    ['google.protobuf.Any: @type "x/y" is no message of the Envoy API', 'google.protobuf.Any', { '@type': 'x/y' }],
  ])('says %s', (message, type, json) => {
    expect(() => fromJson(type, json)).toThrow(message);
  });
});
