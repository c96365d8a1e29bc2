import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { any, decode, encode } from './codec.js';
import { arbitraryMessage } from './testing/arbitrary-message.js';
import { concatBytes, encodeFieldBytes, encodeRepeatedFieldBytes } from './wire.js';

const virtualHosts = 2;

describe('assembling messages', () => {
  test('a route configuration from its virtual hosts is what encoding it whole gives', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(arbitraryMessage('envoy.config.route.v3.VirtualHost'), { maxLength: 4 }),
        (name, hosts) => {
          const parts = hosts.map((host) => encode('envoy.config.route.v3.VirtualHost', host));
          const scalar = encode('envoy.config.route.v3.RouteConfiguration', { name });
          const whole = encode('envoy.config.route.v3.RouteConfiguration', { name, virtual_hosts: hosts });
          expect(concatBytes([scalar, encodeRepeatedFieldBytes(virtualHosts, parts)])).toEqual(new Uint8Array(whole));
          const fields = parts.map((part) => encodeFieldBytes(virtualHosts, part));
          expect(concatBytes([scalar, ...fields])).toEqual(new Uint8Array(whole));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a delta response from a cached resource decodes to that resource', () => {
    const resource = any('envoy.config.cluster.v3.Cluster', { name: 'a', alt_stat_name: 'x'.repeat(300) });
    const held = encode('google.protobuf.Any', resource);
    const wrapped = concatBytes([
      encode('envoy.service.discovery.v3.Resource', { version: '1', name: 'a' }),
      encodeFieldBytes(2, held),
    ]);
    const response = concatBytes([
      encode('envoy.service.discovery.v3.DeltaDiscoveryResponse', { nonce: 'n' }),
      encodeFieldBytes(2, wrapped),
    ]);
    const decoded = decode('envoy.service.discovery.v3.DeltaDiscoveryResponse', response);
    expect(decoded.nonce).toBe('n');
    expect(decoded.resources).toHaveLength(1);
    expect(decoded.resources?.[0]).toMatchObject({ name: 'a', version: '1' });
    expect(decoded.resources?.[0]?.resource?.type_url).toBe(resource.type_url);
    expect(Buffer.from(resource.value).equals(decoded.resources?.[0]?.resource?.value ?? new Uint8Array())).toBe(true);
  });

  test.each([0, 1, 127, 128, 16_383, 16_384, 2_097_152])('writes a length of %i', (length) => {
    const bytes = new Uint8Array(length).fill(7);
    const field = encodeFieldBytes(2, bytes);
    expect(Buffer.from(decode('google.protobuf.Any', field).value ?? []).equals(bytes)).toBe(true);
    expect(Buffer.from(encodeRepeatedFieldBytes(2, [bytes])).equals(field)).toBe(true);
  });

  test('writes field numbers of more than one byte', () => {
    expect([...encodeFieldBytes(16, Uint8Array.of(1))]).toEqual([0x82, 0x01, 0x01, 0x01]);
    expect([...encodeFieldBytes(2 ** 29 - 1, new Uint8Array())]).toEqual([0xfa, 0xff, 0xff, 0xff, 0x0f, 0x00]);
  });
});
