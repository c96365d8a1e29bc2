import { BlockList, isIPv4, isIPv6 } from 'node:net';

export interface Address {
  readonly family: 'IPv4' | 'IPv6';
  /** Without leading zeros, and an IPv4 address in IPv6 form as IPv4. */
  readonly text: string;
}

/** Reads an IP address as Kubernetes' older fields do: leading zeros in IPv4 are tolerated, zones are not. */
export function parseAddress(value: string): Address | undefined {
  const octets = value.split('.');
  if (octets.length === 4 && octets.every((octet) => /^\d+$/.test(octet) && Number(octet) <= 255)) {
    return { family: 'IPv4', text: octets.map(Number).join('.') };
  }
  if (!value.includes(':') || value.includes('%') || !isIPv6(value)) return undefined;
  const text = canonicalIpv6(value);
  const mapped = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(text);
  if (mapped === null) return { family: 'IPv6', text };
  const bits = Number.parseInt(mapped[1] ?? '', 16) * 65536 + Number.parseInt(mapped[2] ?? '', 16);
  return { family: 'IPv4', text: [24, 16, 8, 0].map((shift) => (bits >>> shift) & 255).join('.') };
}

function canonicalIpv6(value: string): string {
  // The WHATWG serialization of a host is RFC 5952 except that an IPv4 tail becomes two groups.
  return new URL(`http://[${value}]/`).hostname.slice(1, -1);
}

/** Whether the address is written as RFC 5952 and Kubernetes' newer fields want it. */
export function isCanonicalAddress(value: string): boolean {
  return isIPv4(value) || parseAddress(value)?.text === value;
}

const SPECIAL = new Map([
  ['unspecified', blockList(['0.0.0.0', 32, 'ipv4'], ['::', 128, 'ipv6'])],
  ['in the loopback range', blockList(['127.0.0.0', 8, 'ipv4'], ['::1', 128, 'ipv6'])],
  ['in the link-local range', blockList(['169.254.0.0', 16, 'ipv4'], ['fe80::', 10, 'ipv6'])],
  ['in the link-local multicast range', blockList(['224.0.0.0', 24, 'ipv4'], ['ff02::', 16, 'ipv6'])],
]);

function blockList(...subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const blocks = new BlockList();
  for (const [network, prefix, family] of subnets) blocks.addSubnet(network, prefix, family);
  return blocks;
}

/** Why traffic may not go to this address, if so. */
export function specialAddressProblem({ family, text }: Address): string | undefined {
  for (const [name, blocks] of SPECIAL) {
    if (blocks.check(text, family === 'IPv4' ? 'ipv4' : 'ipv6')) return `must not be ${name}`;
  }
  return undefined;
}

/** Whether this is a CIDR block as Kubernetes' older fields take it. */
export function isCidr(value: string): boolean {
  const [network = '', prefix = '', ...rest] = value.split('/');
  const address = parseAddress(network);
  if (address === undefined || rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) <= (address.family === 'IPv4' && !network.includes(':') ? 32 : 128);
}
