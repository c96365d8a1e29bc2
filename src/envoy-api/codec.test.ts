import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { messageNameOf } from '../well-known/xds-types.js';
import { any, anyOf, decode, encode, typeUrl } from './codec.js';
import { HeaderValueOption_HeaderAppendAction, SocketOption_SocketState } from './generated/envoy/config/core/v3.js';
import type { Struct } from './generated/google/protobuf.js';
import { isMessageName, type MessageName, typeOf } from './schema.js';
import { arbitraryMessage } from './testing/arbitrary-message.js';

const topLevel = [
  'envoy.config.listener.v3.Listener',
  'envoy.config.route.v3.RouteConfiguration',
  'envoy.config.cluster.v3.Cluster',
  'envoy.config.endpoint.v3.ClusterLoadAssignment',
  'envoy.extensions.transport_sockets.tls.v3.Secret',
  'envoy.service.discovery.v3.DeltaDiscoveryRequest',
  'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
] as const satisfies readonly MessageName[];

describe('encode', () => {
  // First, since protobufjs knows of presence only once some type is set up, which other tests bring about.
  test('leaves out a default, except where presence means something', () => {
    expect(encode('envoy.config.route.v3.Route', { name: '' })).toHaveLength(0);
    expect(
      encode('envoy.config.core.v3.HeaderValueOption', {
        append_action: HeaderValueOption_HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD,
      }),
    ).toHaveLength(0);
    expect(encode('envoy.config.core.v3.SocketAddress', { port_value: 0 })).not.toHaveLength(0);
    expect(encode('google.protobuf.UInt32Value', { value: 0 })).toHaveLength(0);
    expect(encode('envoy.config.route.v3.RouteAction', { timeout: {} })).not.toHaveLength(0);
  });

  test('writes the same bytes as protobufjs does for a message without maps', () => {
    const route = { name: 'r', match: { prefix: '/' }, route: { cluster: 'c', timeout: { seconds: 5, nanos: 1 } } };
    const expected = typeOf('envoy.config.route.v3.Route').encode(route).finish();
    expect(encode('envoy.config.route.v3.Route', route)).toEqual(expected);
  });

  test.each(topLevel)('keeps every value of a %s', (type) => {
    fc.assert(
      fc.property(arbitraryMessage(type), (message) => {
        const bytes = encode(type, message);
        expect(encode(type, decode(type, bytes))).toEqual(bytes);
        expect(typeOf(type).decode(bytes).toJSON()).toEqual(typeOf(type).fromObject(message).toJSON());
      }),
      { numRuns: 30 },
    );
  });

  test('gives equal messages equal bytes, whatever the order of map keys and properties', () => {
    const forwards: Struct = { fields: { a: { number_value: 1 }, b: { bool_value: true }, 10: {}, 9: {} } };
    const backwards: Struct = { fields: { 9: {}, 10: {}, b: { bool_value: true }, a: { number_value: 1 } } };
    const one = encode('envoy.config.core.v3.Metadata', { filter_metadata: { x: forwards, y: backwards } });
    const other = encode('envoy.config.core.v3.Metadata', { filter_metadata: { y: forwards, x: backwards } });
    expect(one).toEqual(other);
    const keys = Object.keys(
      decode('google.protobuf.Struct', encode('google.protobuf.Struct', backwards)).fields ?? {},
    );
    expect(keys.filter((key) => /[a-z]/.test(key))).toEqual(['a', 'b']);
  });

  test('writes an enum value that comes first in the alphabet but is not the default', () => {
    const listening = { state: SocketOption_SocketState.STATE_LISTENING };
    const bound = { state: SocketOption_SocketState.STATE_BOUND };
    expect(decode('envoy.config.core.v3.SocketOption', encode('envoy.config.core.v3.SocketOption', listening))).toEqual(
      listening,
    );
    expect(decode('envoy.config.core.v3.SocketOption', encode('envoy.config.core.v3.SocketOption', bound))).toEqual(
      bound,
    );
  });

  test('ignores undefined', () => {
    expect(
      encode('envoy.config.route.v3.Route', { name: undefined, match: undefined, metadata: undefined }),
    ).toHaveLength(0);
  });

  test('takes 64-bit integers as numbers', () => {
    const range = { start: -(2 ** 40), end: 2 ** 52 };
    expect(decode('envoy.type.v3.Int64Range', encode('envoy.type.v3.Int64Range', range))).toEqual(range);
  });
});

describe('decode', () => {
  test('drops fields of a newer API', () => {
    const bytes = Buffer.concat([encode('envoy.type.v3.Percent', { value: 12.5 }), Buffer.from([0xfa, 0x3f, 1, 65])]);
    expect(decode('envoy.type.v3.Percent', bytes)).toEqual({ value: 12.5 });
  });

  test('throws on malformed bytes', () => {
    expect(() => decode('envoy.config.route.v3.Route', Uint8Array.of(0x0a, 0x7f, 1))).toThrow();
  });
});

describe('any', () => {
  test('names the message by its type URL and holds its bytes', () => {
    const router = { suppress_envoy_headers: true };
    const type = 'envoy.extensions.filters.http.router.v3.Router';
    expect(any(type, router)).toEqual({ type_url: `type.googleapis.com/${type}`, value: encode(type, router) });
    expect(anyOf(type, encode(type, router))).toEqual(any(type, router));
    expect(messageNameOf(typeUrl(type))).toBe(type);
  });
});

describe('the schema', () => {
  test('knows messages, not packages or enums', () => {
    expect(isMessageName('envoy.config.route.v3.RouteAction.HashPolicy')).toBe(true);
    expect(isMessageName('envoy.config.route.v3')).toBe(false);
    expect(isMessageName('envoy.config.core.v3.RoutingPriority')).toBe(false);
    expect(isMessageName('toString')).toBe(false);
    expect(isMessageName('')).toBe(false);
    expect(isMessageName('Route')).toBe(false);
    expect(isMessageName('.envoy.config.route.v3.Route')).toBe(false);
    expect(() => typeOf('no.such.Message')).toThrow('no message no.such.Message');
  });
});
