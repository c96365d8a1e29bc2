import { BlockList, isIP } from 'node:net';

/** Addresses that stand for all: of IPv4; of IPv6 and, as Envoy binds it, of IPv4. */
const ANY_IPV4 = '0.0.0.0';
const ANY = '::';

/** What a proxy in a cluster must not be sent to: itself and its node's link. */
const LOCAL = new BlockList();
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL.addSubnet('0.0.0.0', 8, 'ipv4');
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addAddress('::', 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0;
}

/** Whether it is a loopback, link-local or unspecified address, also when written as an IPv4-mapped IPv6 address. */
export function isLocalAddress(address: string): boolean {
  return LOCAL.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

export function isPort(number: number | undefined): number is number {
  return number !== undefined && Number.isInteger(number) && number > 0 && number < 65536;
}

/** Whether one port cannot be bound on both. */
export function addressesOverlap(a: string, b: string): boolean {
  if (a === b || a === ANY || b === ANY) return true;
  return (a === ANY_IPV4 && isIP(b) === 4) || (b === ANY_IPV4 && isIP(a) === 4);
}
