import { BlockList, isIP } from 'node:net';
import { METADATA_ADDRESSES, parseAddress } from '../resources/addresses.js';
import { isHostname } from './hostname.js';
import type { Settings } from './settings.js';

/** What decides where proxies may be sent. */
export type UpstreamSettings = Pick<Settings, 'proxyOf' | 'ownEndpoints' | 'clusterDomain'>;

/**
 * Where a proxy in a cluster must not be sent: itself, the link of its node, and the metadata services of clouds, which give credentials of
 * the node to whoever asks from there.
 */
const LOCAL = new BlockList();
LOCAL.addSubnet('0.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL.addSubnet('224.0.0.0', 4, 'ipv4');
LOCAL.addAddress('255.255.255.255', 'ipv4');
LOCAL.addSubnet('::', 127, 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');
LOCAL.addSubnet('ff00::', 8, 'ipv6');
for (const { family, text } of METADATA_ADDRESSES) LOCAL.addAddress(text, family === 'IPv4' ? 'ipv4' : 'ipv6');

/** Where DNS must not lead: the same as Envoy writes it, with the port; `*` at the end: whatever begins so. */
const LOCAL_PATTERNS: readonly string[] = [
  ...['0.*', '127.*', '169.254.*'],
  ...METADATA_ADDRESSES.map(({ family, text }) => (family === 'IPv4' ? `${text}:*` : `[${text}]:*`)),
  // Unspecified and loopback addresses, and IPv4 ones in IPv6 form.
  '[::*',
  ...['[fe8*', '[fe9*', '[fea*', '[feb*', '[ff*'],
  // By NAT64 and 6to4.
  ...['[64:ff9b::7f*', '[64:ff9b::a9fe:*', '[64:ff9b::6464:64c8]:*', '[64:ff9b::a83f:8110]:*', '[64:ff9b::c000:c0]:*'],
  ...['[2002:7f*', '[2002:a9fe:*'],
];

/** Names of metadata services, beside those that are addresses. */
const METADATA_NAMES = [
  'metadata.google.internal',
  'metadata.goog',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
];

/** Whether it is a loopback, link-local, unspecified or multicast address or that of a metadata service, in any of its IPv6 forms too. */
export function isLocalAddress(address: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) return true;
  const { family, text } = parsed;
  if (LOCAL.check(text, family === 'IPv4' ? 'ipv4' : 'ipv6')) return true;
  const within = family === 'IPv6' ? embeddedIpv4(text) : undefined;
  return within !== undefined && LOCAL.check(within, 'ipv4');
}

/**
 * The IPv4 address that an IPv6 one leads to: by NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), or as IPv4-compatible (RFC 4291) and
 * IPv4-translated (RFC 2765) ones.
 * @param text in canonical form
 */
function embeddedIpv4(text: string): string | undefined {
  const [head = '', tail] = text.split('::');
  const numbers = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [start, end] = [numbers(head), numbers(tail ?? '')];
  const groups = [...start, ...Array<number>(8 - start.length - end.length).fill(0), ...end];
  const dotted = (high = 0, low = 0) => [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const [first, second, third] = groups;
  if (first === 0x2002) return dotted(second, third);
  const isNat64 = first === 0x64 && second === 0xff9b && (third === 0 || third === 1);
  const isWithin = groups.slice(0, 4).every((group) => group === 0) && (groups[4] === 0 || groups[4] === 0xffff);
  return isNat64 || isWithin ? dotted(groups[6], groups[7]) : undefined;
}

/** Whether a proxy may connect to an address and port. */
export function isUpstream(address: string, port: number, { proxyOf, ownEndpoints = [] }: UpstreamSettings): boolean {
  if (isIP(address) === 0 || (proxyOf === 'per-gateway' && isLocalAddress(address))) return false;
  const text = parseAddress(address)?.text;
  return !ownEndpoints.some((own) => own.port === port && (text === own.address || isUnspecified(text)));
}

/** Linux connects to itself then. */
function isUnspecified(address: string | undefined): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** What a name must not lead to, for the proxy to look at what DNS has answered: `address:port`, where `*` stands for any end. */
export function refusedAnswers({ proxyOf, ownEndpoints = [] }: UpstreamSettings): readonly string[] {
  if (proxyOf === 'per-gateway') return LOCAL_PATTERNS;
  return [
    ...new Set(
      ownEndpoints.flatMap(({ address, port }) =>
        [...formsOf(address), '0.0.0.0', '[::]'].map((form) => `${form}:${port}`),
      ),
    ),
  ];
}

function formsOf(address: string): readonly string[] {
  return isIP(address) === 4 ? [address, `[::ffff:${address}]`] : [`[${address}]`];
}

/**
 * Why a proxy cannot be sent to a host, if so. In a cluster a name must not lead back to the proxy, to the node or to Services, which have
 * their own kind of reference; see {@link refusedAnswers} for what DNS makes of it.
 */
export function upstreamHostProblem(hostname: string, port: number, settings: UpstreamSettings): string | undefined {
  if (!isHostname(hostname) || hostname.startsWith('*')) return 'is not a valid hostname';
  const { proxyOf, clusterDomain = 'cluster.local' } = settings;
  if (isIP(hostname) !== 0) {
    if (proxyOf === 'per-gateway') return 'is an IP address, which is not allowed';
    return isUpstream(hostname, port, settings) ? undefined : `with port ${port} is gatewright itself`;
  }
  if (endsInNumber(hostname)) return 'ends in a number, as IP addresses do';
  if (proxyOf === 'shared') return undefined;
  const domains = ['localhost', 'local', 'svc', clusterDomain];
  if (!hostname.includes('.') || domains.some((domain) => isWithin(hostname, domain)))
    return 'is a local name, use a full domain name';
  return METADATA_NAMES.includes(hostname) ? 'is a name of a metadata service' : undefined;
}

function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`);
}

/** Resolvers take such a name for an IPv4 address, in decimal, octal or hexadecimal numbers. Source: "ends in a number" of the URL Standard. */
function endsInNumber(hostname: string): boolean {
  return /(^|\.)(\d+|0x[\da-f]*)$/i.test(hostname);
}
