import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { any, anyOf } from './codec.js';
import type { MessageTypes } from './generated/messages.js';
import type { MessageName } from './schema.js';
import { arbitraryMessage } from './testing/arbitrary-message.js';
import { verify } from './verify.js';

/** What the compiler would refuse, which is what `verify` is for. */
function untyped<Name extends MessageName>(message: unknown): MessageTypes[Name] {
  return message as MessageTypes[Name];
}

describe('verify', () => {
  test.each<[string, MessageName, unknown]>([
    [
      'virtual_hosts[0].domain: envoy.config.route.v3.VirtualHost has no field domain',
      'envoy.config.route.v3.RouteConfiguration',
      { virtual_hosts: [{ domain: ['*'] }] },
    ],
    [
      'match: prefix and path are both set in the oneof path_specifier',
      'envoy.config.route.v3.Route',
      { match: { prefix: '/', path: '/' } },
    ],
    [
      'append_action: must be a number of the enum HeaderAppendAction, not "ADD_IF_ABSENT"',
      'envoy.config.core.v3.HeaderValueOption',
      { append_action: 'ADD_IF_ABSENT' },
    ],
    [
      'append_action: must be a number of the enum HeaderAppendAction, not 17',
      'envoy.config.core.v3.HeaderValueOption',
      { append_action: 17 },
    ],
    ['name: must be a string', 'envoy.config.route.v3.Route', { name: 1 }],
    ['name: must be a string', 'envoy.config.route.v3.Route', { name: null }],
    ['match: must be an object, a RouteMatch', 'envoy.config.route.v3.Route', { match: [] }],
    ['domains: must be an array', 'envoy.config.route.v3.VirtualHost', { domains: '*' }],
    ['domains[1]: must be a string', 'envoy.config.route.v3.VirtualHost', { domains: ['a', 2] }],
    ['filter_metadata: must be an object, a map', 'envoy.config.core.v3.Metadata', { filter_metadata: [] }],
    [
      'filter_metadata["x"].fields["y"].string_value: must be a string',
      'envoy.config.core.v3.Metadata',
      { filter_metadata: { x: { fields: { y: { string_value: 1 } } } } },
    ],
    ['port_value: must be an integer, uint32, not -1', 'envoy.config.core.v3.SocketAddress', { port_value: -1 }],
    ['port_value: must be an integer, uint32, not 1.5', 'envoy.config.core.v3.SocketAddress', { port_value: 1.5 }],
    [
      'port_value: must be an integer, uint32, not 4294967296',
      'envoy.config.core.v3.SocketAddress',
      { port_value: 2 ** 32 },
    ],
    ['seconds: must be an integer, int64, not "5"', 'google.protobuf.Duration', { seconds: '5' }],
    ['value: must be a number', 'envoy.type.v3.Percent', { value: '50' }],
    ['ipv4_compat: must be a boolean', 'envoy.config.core.v3.SocketAddress', { ipv4_compat: 'true' }],
    ['inline_bytes: must be a Uint8Array', 'envoy.config.core.v3.DataSource', { inline_bytes: 'AAAA' }],
    ['must be an object, a Route', 'envoy.config.route.v3.Route', 'x'],
  ])('finds %s', (fault, type, message) => {
    expect(verify(type, untyped(message))).toBe(fault);
  });

  test('looks into an Any', () => {
    const typed_config = anyOf('envoy.config.route.v3.Route', Uint8Array.of(0x0a, 9));
    expect(verify('envoy.config.core.v3.TypedExtensionConfig', { typed_config })).toMatch(
      /^typed_config: does not decode as envoy\.config\.route\.v3\.Route/,
    );
    const router = any('envoy.extensions.filters.http.router.v3.Router', {});
    expect(verify('envoy.config.core.v3.TypedExtensionConfig', { typed_config: router })).toBeNull();
  });

  test('takes undefined for absent, in a oneof too', () => {
    expect(
      verify('envoy.config.route.v3.Route', { match: { prefix: '/', path: undefined }, name: undefined }),
    ).toBeNull();
  });

  test('accepts every well-typed message', () => {
    fc.assert(
      fc.property(arbitraryMessage('envoy.config.cluster.v3.Cluster'), (message) => {
        expect(verify('envoy.config.cluster.v3.Cluster', message)).toBeNull();
      }),
    );
  });
});
