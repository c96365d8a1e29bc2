import { BlockList } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAddress } from '../resources/addresses.js';
import { DENIED_RANGES, isRefusedAddress, REFUSED_PATTERNS } from './refused-addresses.js';

const METADATA = [
  ...['169.254.169.254', '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254'],
  ...['64:ff9b::a9fe:a9fe', '64:ff9b::6464:64c8', '64:ff9b::a83f:8110', '64:ff9b::c000:c0'],
  ...['64:ff9b:1::a9fe:a9fe', '64:ff9b:1::6464:64c8', '64:ff9b:1::a83f:8110', '64:ff9b:1::c000:c0'],
];
const LINK = ['169.254.0.1', '169.254.255.255', 'fe80::1', 'febf::1', '64:ff9b::a9fe:1', '64:ff9b:1::a9fe:1'];
const OWN = [
  ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '0.1.2.3', '::1', '::', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe'],
  ...['::127.0.0.1', '::ffff:0:169.254.169.254', '64:ff9b::169.254.169.254', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1'],
  ...['2002:7f00:1::1', '2002:a9fe:a9fe::', '2002:6464:64c8::1', 'ff02::1'],
];
const MULTICAST = ['224.0.0.1', '239.255.255.250', '255.255.255.255'];
const REMOTE = [
  ...['10.0.0.1', '192.168.1.1', '1.2.3.4', '100.100.100.201', '168.63.129.17', '192.0.0.193', '126.255.255.255'],
  ...['fd00::1', '2001:db8::1', 'fd00:ec2::253', '64:ff9b::a00:1', '64:ff9b:1::a00:1', '64:ff9a::a9fe:a9fe'],
  ...['2002:a00:1::1', '2002:6464:64c9::1', '64:ff9b:2::a9fe:a9fe'],
];

function isRefused(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && isRefusedAddress(parsed.family, parsed.text);
}

/** As Envoy writes an address with its port. */
function written(address: string, port = 80): string {
  return `${address.includes(':') ? new URL(`http://[${address}]/`).hostname : address}:${port}`;
}

function isRefusedAnswer(address: string): boolean {
  const answer = written(address);
  return REFUSED_PATTERNS.some((each) => (each.endsWith('*') ? answer.startsWith(each.slice(0, -1)) : answer === each));
}

const policies = new BlockList();
for (const range of DENIED_RANGES) {
  const [network = '', bits] = range.split('/');
  policies.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
}
const isDenied = (address: string) => policies.check(address, address.includes(':') ? 'ipv6' : 'ipv4');

describe('as an endpoint', () => {
  test.each([...METADATA, ...LINK, ...OWN, ...MULTICAST])('%s is refused', (each) =>
    expect(isRefused(each)).toBe(true),
  );
  test.each(REMOTE)('%s is not', (each) => expect(isRefused(each)).toBe(false));
});

describe('as an answer of DNS', () => {
  test.each([...METADATA, ...LINK, ...OWN])('%s is refused', (each) => expect(isRefusedAnswer(each)).toBe(true));
  test.each(REMOTE)('%s is not', (each) => expect(isRefusedAnswer(each)).toBe(false));

  test('any IPv4 address is refused that is refused as an endpoint, but for multicast, which cannot be connected to', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) =>
        expect(isRefusedAnswer(address)).toBe(isRefused(address) && !/^(22[4-9]|23\d|255)\./.test(address)),
      ),
    );
  });

  test.each(['64:ff9b::', '64:ff9b:1::'])('an IPv4 address is refused by NAT64 at %s as it is by itself', (prefix) => {
    const octet = fc.oneof(fc.constantFrom(127, 169, 254, 100, 168, 63), fc.nat(255));
    // Translators take nothing for 0.0.0.0/8; 7.240.0.0/12 begins with the digits of 127.0.0.0/8.
    const ipv4 = fc
      .tuple(octet, octet, octet, octet)
      .filter(([first, second]) => first > 0 && !(first === 7 && second >= 240));
    fc.assert(
      fc.property(ipv4, (octets) => {
        const address = octets.join('.');
        expect(isRefusedAnswer(`${prefix}${address}`)).toBe(isRefusedAnswer(address));
      }),
    );
  });
});

describe('of a NetworkPolicy', () => {
  test.each([...METADATA, ...LINK])('%s is excepted', (each) => expect(isDenied(each)).toBe(true));
  test.each(REMOTE.filter((each) => !each.startsWith('fd00:ec2:')))('%s is not', (each) =>
    expect(isDenied(each)).toBe(false),
  );
});
