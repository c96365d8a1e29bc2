import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  isLocalAddress,
  isUpstream,
  refusedAnswers,
  type UpstreamSettings,
  upstreamHostProblem,
} from './upstream-address.js';

const CLUSTER: UpstreamSettings = { proxyOf: 'per-gateway', clusterDomain: 'cluster.example' };
const MACHINE: UpstreamSettings = {
  proxyOf: 'shared',
  ownEndpoints: [
    { address: '127.0.0.1', port: 19_000 },
    { address: '::1', port: 19_000 },
  ],
};

const METADATA = [
  '169.254.169.254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
];
const LOCAL = [
  ...METADATA,
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '0.1.2.3', '::1', '::', 'fe80::1', 'febf::1', '224.0.0.1', 'ff02::1'],
  ...['255.255.255.255', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '::ffff:0:169.254.169.254'],
  ...['64:ff9b::a9fe:a9fe', '64:ff9b::169.254.169.254', '64:ff9b:1::7f00:1', '64:ff9b::6464:64c8', '2002:7f00:1::1'],
  ...['2002:a9fe:a9fe::', 'fe80::1%eth0'],
];
const REMOTE = ['10.0.0.1', '192.168.1.1', '1.2.3.4', '100.100.100.201', '168.63.129.17', 'fd00::1', '2001:db8::1'];
const REMOTE_FORMS = ['::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::1', 'fd00:ec2::253', '64:ff9a::a9fe:a9fe'];

describe('isLocalAddress', () => {
  test.each(LOCAL)('%s is', (address) => expect(isLocalAddress(address)).toBe(true));
  test.each([...REMOTE, ...REMOTE_FORMS])('%s is not', (address) => expect(isLocalAddress(address)).toBe(false));
});

describe('in a cluster a host is refused', () => {
  test.each<[string, string]>([
    ['127.0.0.1', 'is an IP address'],
    ['10.0.0.5', 'is an IP address'],
    ...['127.0.0.01', '127.000.000.001', '169.254.169.0254', '10.0.0.05', '0177.0.0.1', '127.1', '2130706433'].map(
      (host): [string, string] => [host, 'ends in a number'],
    ),
    ...['0x7f000001', '0x7f.1', 'a.0x7f', '127.0.0.0x1', 'example.0x', 'example.08'].map((host): [string, string] => [
      host,
      'ends in a number',
    ]),
    ['localhost', 'is a local name'],
    ['a.localhost', 'is a local name'],
    ['printer.local', 'is a local name'],
    ['shop', 'is a local name'],
    ['victim.other.svc', 'is a local name'],
    ['victim.other.svc.cluster.example', 'is a local name'],
    ['cluster.example', 'is a local name'],
    ['metadata.google.internal', 'is a name of a metadata service'],
    ['instance-data.ec2.internal', 'is a name of a metadata service'],
    ['*.example.com', 'is not a valid hostname'],
    ['Example.com', 'is not a valid hostname'],
    ['example.com.', 'is not a valid hostname'],
    ['a%00.example.com', 'is not a valid hostname'],
  ])('%s: %s', (host, problem) => expect(upstreamHostProblem(host, 80, CLUSTER)).toContain(problem));

  test.each([
    'example.com',
    'a1.example',
    '1.example.com',
    'vm.c.project.internal',
    'notcluster.example',
    '0x7f.example',
  ])('but not %s', (host) => expect(upstreamHostProblem(host, 80, CLUSTER)).toBeUndefined());

  test('the domain is cluster.local unless it is said', () => {
    expect(upstreamHostProblem('a.b.svc.cluster.local', 80, { proxyOf: 'per-gateway' })).toContain('local name');
  });
});

describe('on one machine', () => {
  test.each(['127.0.0.1', 'localhost', '10.0.0.5', 'shop'])('%s is fine', (host) =>
    expect(upstreamHostProblem(host, 80, MACHINE)).toBeUndefined(),
  );

  test.each(['127.0.0.01', '0x7f.1', '127.1'])('%s is refused, since it is another host than it looks like', (host) =>
    expect(upstreamHostProblem(host, 80, MACHINE)).toContain('ends in a number'),
  );

  test.each(['127.0.0.1', '::1', '0.0.0.0', '::', '::ffff:127.0.0.1'])('%s with the own port is refused', (address) => {
    expect(isUpstream(address, 19_000, MACHINE)).toBe(false);
    expect(isUpstream(address, 19_001, MACHINE)).toBe(true);
  });

  test('another address with the same port is fine', () => {
    expect(isUpstream('127.0.0.2', 19_000, MACHINE)).toBe(true);
    expect(upstreamHostProblem('127.0.0.1', 19_000, MACHINE)).toContain('is gatewright itself');
  });
});

/** As Envoy writes an address with its port. */
const written = (address: string, port: number) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

function refuses(settings: UpstreamSettings, answer: string): boolean {
  return refusedAnswers(settings).some((each) =>
    each.endsWith('*') ? answer.startsWith(each.slice(0, -1)) : answer === each,
  );
}

describe('answers of DNS', () => {
  /** Multicast cannot be connected to; RFC 8215 is left to NetworkPolicies. */
  const CONNECTABLE = LOCAL.filter((each) => !/^2(24|55)\.|%|^64:ff9b:1:/.test(each));
  test.each(CONNECTABLE)('%s is refused in a cluster', (address) => {
    const canonical = address.includes(':') ? new URL(`http://[${address}]/`).hostname : address;
    expect(refuses(CLUSTER, `${canonical}:80`)).toBe(true);
  });

  test('what is refused is local, for any IPv4 address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) =>
        expect(refuses(CLUSTER, written(address, 80))).toBe(
          isLocalAddress(address) && !/^(22[4-9]|23\d|255)\./.test(address),
        ),
      ),
    );
  });

  test.each([...REMOTE, ...REMOTE_FORMS.slice(1)])('%s is not', (address) => {
    expect(refuses(CLUSTER, written(address, 80))).toBe(false);
  });

  test('on one machine only the own port', () => {
    expect(refuses(MACHINE, '127.0.0.1:19000')).toBe(true);
    expect(refuses(MACHINE, '[::1]:19000')).toBe(true);
    expect(refuses(MACHINE, '127.0.0.1:1900')).toBe(false);
    expect(refuses({ ...MACHINE, ownEndpoints: [{ address: '127.0.0.1', port: 1900 }] }, '127.0.0.1:19000')).toBe(
      false,
    );
  });
});
