import { isIP } from 'node:net';
import { parseAddress } from '../resources/addresses.js';
import { isRefusedAddress, REFUSED_PATTERNS } from '../well-known/refused-addresses.js';
import { isHostname } from './hostname.js';
import type { Settings } from './settings.js';

/** What decides where proxies may be sent. */
export type UpstreamSettings = Pick<Settings, 'proxyOf' | 'ownEndpoints' | 'clusterDomain'>;

/** Names of metadata services, beside those that are addresses. */
const METADATA_NAMES = [
  'metadata.google.internal',
  'metadata.goog',
  'instance-data.ec2.internal',
  'metadata.tencentyun.com',
];

/** Whether an endpoint has an address that no proxy of a cluster may be sent to; see {@link isRefusedAddress}. */
function isLocalAddress(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed === undefined || isRefusedAddress(parsed.family, parsed.text);
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
  if (proxyOf === 'per-gateway') return REFUSED_PATTERNS;
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
