import { isIPv6 } from 'node:net';

/** An IPv4 address as OpenAPI's `ipv4` has it in Kubernetes: leading zeros are tolerated, and so is one inside IPv6. */
function isIpv4(value: string): boolean {
  const parts = value.split('.');
  if (parts.length === 4 && parts.every((part) => /^\d+$/.test(part) && Number(part) <= 255)) return true;
  return value.includes('.') && isIpv6(value);
}

function isIpv6(value: string): boolean {
  return value.includes(':') && !value.includes('%') && isIPv6(value);
}

const FORMATS: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['ipv4', isIpv4],
  ['ipv6', isIpv6],
]);

/** Whether a string has the OpenAPI format; formats of numbers and unknown ones say nothing about strings. */
export function hasFormat(value: string, format: string): boolean {
  return FORMATS.get(format)?.(value) ?? true;
}
