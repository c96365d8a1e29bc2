import { describe, expect, test } from '@jest/globals';
import { isUpstream, refusedAnswers, type UpstreamSettings, upstreamHostProblem } from './upstream-address.js';

const CLUSTER: UpstreamSettings = { proxyOf: 'per-gateway', clusterDomain: 'cluster.example' };
const MACHINE: UpstreamSettings = {
  proxyOf: 'shared',
  ownEndpoints: [
    { address: '127.0.0.1', port: 19_000 },
    { address: '::1', port: 19_000 },
  ],
};

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

describe('endpoints in a cluster', () => {
  test.each(['127.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fe80::1%eth0', 'nonsense'])(
    '%s is refused',
    (address) => expect(isUpstream(address, 80, CLUSTER)).toBe(false),
  );
  test.each(['10.0.0.1', '2001:db8::1'])('%s is fine', (address) =>
    expect(isUpstream(address, 80, CLUSTER)).toBe(true),
  );
});

function refuses(settings: UpstreamSettings, answer: string): boolean {
  return refusedAnswers(settings).some((each) =>
    each.endsWith('*') ? answer.startsWith(each.slice(0, -1)) : answer === each,
  );
}

describe('answers of DNS', () => {
  test('in a cluster are refused when they are local', () => {
    expect(refuses(CLUSTER, '127.0.0.1:80')).toBe(true);
    expect(refuses(CLUSTER, '10.0.0.1:80')).toBe(false);
  });

  test('on one machine only with the own port', () => {
    expect(refuses(MACHINE, '127.0.0.1:19000')).toBe(true);
    expect(refuses(MACHINE, '[::1]:19000')).toBe(true);
    expect(refuses(MACHINE, '127.0.0.1:1900')).toBe(false);
    expect(refuses({ ...MACHINE, ownEndpoints: [{ address: '127.0.0.1', port: 1900 }] }, '127.0.0.1:19000')).toBe(
      false,
    );
  });
});
