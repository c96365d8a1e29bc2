import { expect, test } from '@jest/globals';
import { declareListener } from './listener.js';
import { judgePort } from './port-conflicts.js';

interface Given {
  readonly name: string;
  readonly gateway?: string;
  readonly age?: string;
  readonly address?: string;
  readonly protocol?: string;
  readonly hostname?: string;
}

/** Listeners of port 80 and what becomes of each: the verdict in one word, and with whose hostname its own overlaps. */
function judge(given: readonly Given[]): Record<string, string> {
  const entries = given.map(
    ({ name, gateway = 'ns/one', age = '', address = '127.0.0.1', protocol = 'HTTP', hostname }) => {
      const context = {
        gateway,
        proxy: 'p',
        age,
        addresses: [address],
        accepted: true,
        reservedPorts: [],
      };
      const listener = declareListener({ name, port: 80, protocol, ...(hostname && { hostname }) }, context);
      return { key: listener.key, value: listener };
    },
  );
  return Object.fromEntries(
    [...judgePort(entries)].map(([key, { conflict, unavailable, overlaps }]) => [
      key.slice(key.lastIndexOf('/') + 1),
      [conflict?.reason ?? unavailable?.reason ?? 'served', ...(overlaps ?? [])].join(' '),
    ]),
  );
}

test.each<[string, readonly Given[], Record<string, string>]>([
  ['one listener', [{ name: 'a' }], { a: 'served' }],
  [
    'different hostnames',
    [{ name: 'a' }, { name: 'b', hostname: '*.x' }, { name: 'c', hostname: 'a.x' }],
    { a: 'served', b: 'served', c: 'served' },
  ],
  [
    'one hostname twice: there is no winner',
    [
      { name: 'a', hostname: 'x' },
      { name: 'b', hostname: 'x' },
      { name: 'c', hostname: 'y' },
    ],
    { a: 'HostnameConflict', b: 'HostnameConflict', c: 'served' },
  ],
  ['no hostname twice', [{ name: 'a' }, { name: 'b' }], { a: 'HostnameConflict', b: 'HostnameConflict' }],
  [
    'two protocols: there is no winner',
    [
      { name: 'a', hostname: 'x' },
      { name: 'b', hostname: 'y', protocol: 'HTTPS' },
      { name: 'c', hostname: 'z' },
    ],
    { a: 'ProtocolConflict', b: 'ProtocolConflict', c: 'ProtocolConflict' },
  ],
  [
    'overlapping hostnames with TLS',
    [
      { name: 'a', protocol: 'HTTPS', hostname: 'a.x' },
      { name: 'b', protocol: 'HTTPS', hostname: 'b.y' },
      { name: 'c', protocol: 'HTTPS', hostname: '*.x' },
    ],
    { a: 'served c', b: 'served', c: 'served a' },
  ],
  [
    'two Gateways: the older one has the port',
    [
      { name: 'a', gateway: 'ns/young', age: '2021' },
      { name: 'b', gateway: 'ns/old', age: '2020', hostname: 'x' },
    ],
    { a: 'PortUnavailable', b: 'served' },
  ],
  [
    'two Gateways of one age: the name decides',
    [
      { name: 'a', gateway: 'ns/z' },
      { name: 'b', gateway: 'ns/a' },
    ],
    { a: 'PortUnavailable', b: 'served' },
  ],
  [
    'two Gateways on different addresses',
    [
      { name: 'a', gateway: 'ns/a' },
      { name: 'b', gateway: 'ns/b', address: '127.0.0.2' },
    ],
    { a: 'served', b: 'served' },
  ],
  [
    'a Gateway on all addresses',
    [
      { name: 'a', gateway: 'ns/a' },
      { name: 'b', gateway: 'ns/b', address: '0.0.0.0' },
    ],
    { a: 'served', b: 'PortUnavailable' },
  ],
  [
    'an older Gateway in conflict with itself does not hold the port',
    [
      { name: 'a', gateway: 'ns/old', age: '2020' },
      { name: 'b', gateway: 'ns/old', age: '2020' },
      { name: 'c', gateway: 'ns/young', age: '2021' },
    ],
    { a: 'HostnameConflict', b: 'HostnameConflict', c: 'served' },
  ],
])('%s', (_, given, expected) => {
  expect(judge(given)).toEqual(expected);
  expect(judge(given.toReversed())).toEqual(expected);
});
