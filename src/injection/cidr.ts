import { isIP } from 'node:net';

const BITS = { 4: 32, 6: 128 } as const;

/**
 * A range of addresses in its one form: no bits behind the prefix, no leading zeros, no IPv4 inside IPv6, the shortest text. Undefined when it is none. An
 * address alone is all of its bits.
 */
export function canonicalCidr(text: string): string | undefined {
  const [, address = '', digits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version !== 4 && version !== 6) return undefined;
  const bits = Number(digits ?? BITS[version]);
  if (bits > BITS[version]) return undefined;
  const prefix =
    version === 4 ? ipv4(masked(address.split('.').map(Number), bits, 8)) : ipv6(masked(hextets(address), bits, 16));
  return digits === undefined ? prefix : `${prefix}/${bits}`;
}

/** The parts of an address, `width` bits each, of which only the first `bits` may be set. */
function masked(parts: readonly number[], bits: number, width: number): readonly number[] {
  return parts.map((part, index) => {
    const zeros = Math.min(Math.max(width * (index + 1) - bits, 0), width);
    return (part >> zeros) << zeros;
  });
}

function ipv4(bytes: readonly number[]): string {
  return bytes.join('.');
}

/** The eight parts. `URL` writes an address without IPv4 in it, and knows what `::` stands for. */
function hextets(address: string): readonly number[] {
  const [before = '', after] = canonicalIpv6(address).split('::');
  const parts = (text: string) => (text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16)));
  const [first, last] = [parts(before), parts(after ?? '')];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

function ipv6(parts: readonly number[]): string {
  return canonicalIpv6(parts.map((part) => part.toString(16)).join(':'));
}

/** Source: https://url.spec.whatwg.org/#concept-ipv6-serializer */
function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
