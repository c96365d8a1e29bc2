import { describe, expect, test } from '@jest/globals';
import type { Gateway, ListenerSet, Resource } from '../resources/types.js';
import { CONTROLLER, Translation } from './testing/translation.js';

const GATEWAY_API = 'gateway.networking.k8s.io/v1';

interface Given {
  readonly name: string;
  /** `namespace/name`. */
  readonly gateway?: string;
  /** `namespace/name` of the ListenerSet that it is in, instead of the Gateway itself. */
  readonly set?: string;
  /** When the Gateway was created, or the ListenerSet if there is one. */
  readonly age?: string;
  readonly address?: string;
  readonly protocol?: string;
  readonly hostname?: string;
  /** It has a filter that is not supported. */
  readonly flawed?: boolean;
}

const ours: Resource = {
  apiVersion: GATEWAY_API,
  kind: 'GatewayClass',
  metadata: { name: 'ours' },
  spec: { controllerName: CONTROLLER },
};

function metadata(key: string, age: string) {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name, ...(age && { creationTimestamp: age }) };
}

const FLAW = { requests: [{ type: 'ExtensionRef', extensionRef: { group: 'g', kind: 'K', name: 'n' } }] } as const;

function listenerOf({ name, protocol = 'HTTP', hostname, flawed }: Given) {
  const tls = protocol === 'TLS' && { mode: 'Passthrough' as const };
  return {
    name,
    port: 80,
    protocol,
    ...(hostname && { hostname }),
    ...(tls && { tls }),
    ...(flawed && { filters: FLAW }),
  };
}

/** The Gateways and ListenerSets that hold the listeners. */
function holders(given: readonly Given[]): Resource[] {
  const gateways = [...new Set(given.map(({ gateway = 'ns/one' }) => gateway))];
  return gateways.flatMap((key) => {
    const members = given.filter(({ gateway = 'ns/one' }) => gateway === key);
    const own = members.filter(({ set }) => set === undefined);
    const gateway: Gateway = {
      apiVersion: GATEWAY_API,
      kind: 'Gateway',
      metadata: metadata(key, own[0]?.age ?? ''),
      spec: {
        gatewayClassName: 'ours',
        allowedListeners: { namespaces: { from: 'All' } },
        addresses: [{ type: 'IPAddress', value: members[0]?.address ?? '127.0.0.1' }],
        listeners: own.map(listenerOf),
      },
    };
    const { namespace, name } = gateway.metadata;
    const sets = [...new Set(members.flatMap(({ set }) => set ?? []))].map((set): ListenerSet => {
      const listeners = members.filter((each) => each.set === set);
      return {
        apiVersion: GATEWAY_API,
        kind: 'ListenerSet',
        metadata: metadata(set, listeners[0]?.age ?? ''),
        spec: { parentRef: { name, ...(namespace && { namespace }) }, listeners: listeners.map(listenerOf) },
      };
    });
    return [gateway, ...sets];
  });
}

/** What becomes of each listener, in one word, and whether its hostname overlaps with another one. */
function judge(given: readonly Given[]): Record<string, string> {
  const translation = new Translation().apply(ours, ...holders(given));
  return Object.fromEntries(
    given.map(({ name, gateway = 'ns/one', set }) => {
      const kind = set === undefined ? 'Gateway' : 'ListenerSet';
      const is = (type: string) => translation.listener(set ?? gateway, name, type, kind)?.split(' ') ?? [];
      const [accepted, reason] = is('Accepted');
      const [conflicted, conflict] = is('Conflicted');
      expect(conflicted).toBe(reason === conflict ? 'True' : 'False');
      const overlaps = is('OverlappingTLSConfig').length > 0 ? ' overlaps' : '';
      return [name, `${accepted === 'True' ? 'served' : reason}${overlaps}`];
    }),
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
    { a: 'served overlaps', b: 'served', c: 'served overlaps' },
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
  [
    'a ListenerSet beside its Gateway',
    [{ name: 'a' }, { name: 'b', set: 'ns/s', hostname: '*.x' }],
    { a: 'served', b: 'served' },
  ],
  [
    'one name in a Gateway and in ListenerSets',
    [{ name: 'a' }, { name: 'a', set: 'ns/s', hostname: 'b' }, { name: 'a', set: 'ns/t', hostname: 'c' }],
    { a: 'served' },
  ],
  [
    'a hostname of the Gateway, which takes precedence over an older ListenerSet',
    [
      { name: 'a', hostname: 'x', age: '2021' },
      { name: 'b', set: 'ns/s', age: '2020', hostname: 'x' },
      { name: 'c', set: 'ns/s', age: '2020', hostname: 'y' },
    ],
    { a: 'served', b: 'HostnameConflict', c: 'served' },
  ],
  [
    'the older ListenerSet has the hostname',
    [
      { name: 'a', set: 'ns/a', age: '2021', hostname: 'x' },
      { name: 'b', set: 'ns/b', age: '2020', hostname: 'x' },
    ],
    { a: 'HostnameConflict', b: 'served' },
  ],
  [
    'of ListenerSets of one age the first by namespace/name, as text',
    [
      { name: 'a', set: 'ns/a', age: '2020', hostname: 'x' },
      { name: 'b', set: 'ns-/z', age: '2020', hostname: 'x' },
      { name: 'c', set: 'ns/a-', age: '2020', hostname: 'x' },
    ],
    { a: 'HostnameConflict', b: 'served', c: 'HostnameConflict' },
  ],
  [
    'a ListenerSet that begins like another one comes after it',
    [
      { name: 'a', set: 'ns/a', hostname: 'x' },
      { name: 'b', set: 'ns/a-b', hostname: 'x' },
    ],
    { a: 'served', b: 'HostnameConflict' },
  ],
  [
    'a ListenerSet of unknown age counts as older, as routes do',
    [
      { name: 'a', set: 'ns/a', age: '2020', hostname: 'x' },
      { name: 'b', set: 'ns/b', hostname: 'x' },
    ],
    { a: 'HostnameConflict', b: 'served' },
  ],
  [
    'the protocol of the Gateway, also against one that is not supported',
    [
      { name: 'a' },
      { name: 'b', set: 'ns/s', protocol: 'HTTPS', hostname: 'x' },
      { name: 'c', set: 'ns/s', protocol: 'HTTP', hostname: 'y' },
      { name: 'd', set: 'ns/t', protocol: 'HTTPS', hostname: 'z' },
      { name: 'e', set: 'ns/u', protocol: 'TCP' },
    ],
    { a: 'served', b: 'ProtocolConflict', c: 'served', d: 'ProtocolConflict', e: 'ProtocolConflict' },
  ],
  [
    'what is not supported stops nobody',
    [
      { name: 'a', protocol: 'example.com/x' },
      { name: 'b', set: 'ns/s' },
      { name: 'c', set: 'ns/s', protocol: 'example.com/y' },
    ],
    { a: 'ProtocolConflict', b: 'served', c: 'UnsupportedProtocol' },
  ],
  [
    'datagrams beside everything else',
    [
      { name: 'a', age: '2020', protocol: 'HTTP' },
      { name: 'b', age: '2020', protocol: 'UDP' },
      { name: 'c', gateway: 'ns/young', age: '2021', protocol: 'UDP' },
    ],
    { a: 'served', b: 'served', c: 'PortUnavailable' },
  ],
  [
    'connections as they are, beside requests: nobody is served',
    [
      { name: 'a', protocol: 'TCP' },
      { name: 'b', protocol: 'HTTP', hostname: 'x' },
      { name: 'c', protocol: 'TLS', hostname: 'y' },
    ],
    { a: 'ProtocolConflict', b: 'ProtocolConflict', c: 'ProtocolConflict' },
  ],
  [
    'connections as they are, twice',
    [
      { name: 'a', protocol: 'TCP' },
      { name: 'b', protocol: 'TCP', set: 'ns/s' },
    ],
    { a: 'served', b: 'ProtocolConflict' },
  ],
  [
    'of a ListenerSet only what does not keep to the protocol of its Gateway',
    [
      { name: 'a', hostname: 'x' },
      { name: 'b', set: 'ns/s', hostname: 'y' },
      { name: 'c', set: 'ns/s', protocol: 'TCP' },
      { name: 'd', set: 'ns/s', hostname: 'z' },
      { name: 'e', set: 'ns/s', hostname: 'z' },
    ],
    { a: 'served', b: 'served', c: 'ProtocolConflict', d: 'HostnameConflict', e: 'HostnameConflict' },
  ],
  [
    'HTTPS and TLS with server names of their own',
    [
      { name: 'a', protocol: 'HTTPS', hostname: 'x' },
      { name: 'b', protocol: 'TLS', hostname: 'y' },
      { name: 'c', protocol: 'TLS', hostname: 'x', set: 'ns/s' },
    ],
    { a: 'served', b: 'served', c: 'HostnameConflict' },
  ],
  [
    'the protocol of the older ListenerSet',
    [
      { name: 'a', set: 'ns/a', age: '2021' },
      { name: 'b', set: 'ns/b', age: '2020', protocol: 'HTTPS' },
    ],
    { a: 'ProtocolConflict', b: 'served' },
  ],
  [
    'a Gateway in conflict with itself leaves the port to its ListenerSets',
    [
      { name: 'a', hostname: 'x' },
      { name: 'b', hostname: 'x' },
      { name: 'c', set: 'ns/s', hostname: 'x', protocol: 'HTTPS' },
    ],
    { a: 'HostnameConflict', b: 'HostnameConflict', c: 'served' },
  ],
  [
    'a ListenerSet in conflict with itself leaves the hostname to the next one',
    [
      { name: 'a', set: 'ns/a', hostname: 'x' },
      { name: 'b', set: 'ns/a', hostname: 'x' },
      { name: 'c', set: 'ns/b', hostname: 'x' },
    ],
    { a: 'HostnameConflict', b: 'HostnameConflict', c: 'served' },
  ],
  [
    'overlapping hostnames with TLS across ListenerSets, without those that are not served',
    [
      { name: 'a', protocol: 'HTTPS', hostname: 'a.x' },
      { name: 'b', protocol: 'HTTPS', hostname: '*.x', set: 'ns/s' },
      { name: 'c', protocol: 'HTTPS', hostname: '*.x', set: 'ns/t' },
      { name: 'd', protocol: 'HTTPS', hostname: '*.y', set: 'ns/t' },
    ],
    { a: 'served overlaps', b: 'served overlaps', c: 'HostnameConflict', d: 'served' },
  ],
  [
    'two Gateways: the ListenerSets of the younger one do not get the port either',
    [
      { name: 'a', gateway: 'ns/young', age: '2021' },
      { name: 'b', gateway: 'ns/young', set: 'ns/s', hostname: 'y' },
      { name: 'c', gateway: 'ns/old', age: '2020', hostname: 'x' },
    ],
    { a: 'PortUnavailable', b: 'PortUnavailable', c: 'served' },
  ],
  [
    'a listener with a flaw keeps its hostname from ListenerSets',
    [
      { name: 'a', hostname: 'x', flawed: true },
      { name: 'b', hostname: '*.y', flawed: true },
      { name: 'c', hostname: 'z' },
      { name: 'd', set: 'ns/s', hostname: 'x' },
      { name: 'e', set: 'ns/s', hostname: '*.y' },
    ],
    { a: 'UnsupportedValue', b: 'UnsupportedValue', c: 'served', d: 'HostnameConflict', e: 'HostnameConflict' },
  ],
  [
    'a listener with a flaw takes nothing from a good one of its Gateway, and nothing by another protocol',
    [
      { name: 'a', hostname: 'x', protocol: 'HTTPS', flawed: true },
      { name: 'b', hostname: 'x' },
      { name: 'c', set: 'ns/s', hostname: 'x', flawed: true },
    ],
    { a: 'UnsupportedValue', b: 'served', c: 'UnsupportedValue' },
  ],
])('%s', (_, given, expected) => {
  expect(judge(given)).toEqual(expected);
  expect(judge(given.toReversed())).toEqual(expected);
});

/** `port|domain` of what is refused. */
function closed(...given: readonly Given[]): string[] {
  const { model } = new Translation().apply(ours, ...holders(given));
  return [...model.virtualHosts.entries()].flatMap(([key, { refusal }]) => (refusal ? [key] : [])).sort();
}

describe('the hostname is closed', () => {
  const good: Given = { name: 'good', hostname: '*.y' };
  test.each<[string, readonly Given[], string[]]>([
    ['of a listener with a flaw', [{ name: 'a', hostname: 'x.y', flawed: true }], ['ns/one/80|x.y']],
    [
      'of listeners of one holder that are in conflict',
      [
        { name: 'a', hostname: 'x.y' },
        { name: 'b', hostname: 'x.y' },
      ],
      ['ns/one/80|x.y'],
    ],
    ['of a listener of a ListenerSet', [{ name: 'a', set: 'ns/s', hostname: 'x.y', flawed: true }], ['ns/one/80|x.y']],
    ['not of one that another listener has', [{ name: 'a', set: 'ns/s', hostname: '*.y', flawed: true }], []],
    ['not of one with another protocol', [{ name: 'a', set: 'ns/s', hostname: 'x.y', protocol: 'HTTPS' }], []],
    ['not where it is no hostname', [{ name: 'a', hostname: 'X_Y', flawed: true }], []],
  ])('%s', (_, given, expected) => expect(closed(good, ...given)).toEqual(expected));
});
