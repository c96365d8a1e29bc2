import { isIP } from 'node:net';

/** Addresses that stand for all: of IPv4; of IPv6 and, as Envoy binds it, of IPv4. */
const ANY_IPV4 = '0.0.0.0';
const ANY = '::';

export function isIpAddress(text: string): boolean {
  return isIP(text) !== 0;
}

export function isPort(number: number | undefined): number is number {
  return number !== undefined && Number.isInteger(number) && number > 0 && number < 65536;
}

/** Whether one port cannot be bound on both. */
export function addressesOverlap(a: string, b: string): boolean {
  if (a === b || a === ANY || b === ANY) return true;
  return (a === ANY_IPV4 && isIP(b) === 4) || (b === ANY_IPV4 && isIP(a) === 4);
}
