import { BlockList } from 'node:net';

/**
 * Addresses that proxies in a cluster must not be sent to: themselves, the link of their node, and the metadata services of clouds, which give
 * credentials of the node to anything that asks from there. The one list behind three defenses: endpoints, answers of DNS, NetworkPolicies.
 */

interface Range {
  readonly family: 'IPv4' | 'IPv6';
  /** Canonical, as RFC 5952 writes it. */
  readonly network: string;
  readonly bits: number;
  /**
   * `addresses`: in endpoints; `names`: in what DNS answers; `policy`: in NetworkPolicies. Left out are multicast where a connection is opened,
   * and loopback in policies, since neither leaves the pod.
   */
  readonly refusedIn: readonly Use[];
}

type Use = 'addresses' | 'names' | 'policy';

const EVERYWHERE: readonly Use[] = ['addresses', 'names', 'policy'];

/** Metadata services with an address of their own (Alibaba, Azure, Oracle, Amazon, Google); those of other clouds are link-local. */
const METADATA_SERVICES: readonly Range[] = [
  { family: 'IPv4', network: '100.100.100.200', bits: 32, refusedIn: EVERYWHERE },
  { family: 'IPv4', network: '168.63.129.16', bits: 32, refusedIn: EVERYWHERE },
  { family: 'IPv4', network: '192.0.0.192', bits: 32, refusedIn: EVERYWHERE },
  { family: 'IPv6', network: 'fd00:ec2::254', bits: 128, refusedIn: EVERYWHERE },
  { family: 'IPv6', network: 'fd20:ce::254', bits: 128, refusedIn: EVERYWHERE },
];

/** Source: https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry */
const RANGES: readonly Range[] = [
  { family: 'IPv4', network: '0.0.0.0', bits: 8, refusedIn: ['addresses', 'names'] },
  { family: 'IPv4', network: '127.0.0.0', bits: 8, refusedIn: ['addresses', 'names'] },
  { family: 'IPv4', network: '169.254.0.0', bits: 16, refusedIn: EVERYWHERE },
  { family: 'IPv4', network: '224.0.0.0', bits: 4, refusedIn: ['addresses'] },
  { family: 'IPv4', network: '255.255.255.255', bits: 32, refusedIn: ['addresses'] },
  { family: 'IPv6', network: '::', bits: 127, refusedIn: ['addresses', 'names'] },
  { family: 'IPv6', network: 'fe80::', bits: 10, refusedIn: EVERYWHERE },
  { family: 'IPv6', network: 'ff00::', bits: 8, refusedIn: ['addresses', 'names'] },
  ...METADATA_SERVICES,
  // All local services of Amazon.
  { family: 'IPv6', network: 'fd00:ec2::', bits: 32, refusedIn: ['policy'] },
];

/** IPv6 networks whose addresses lead to the IPv4 address in their last 32 bits: NAT64 of RFC 6052, and of RFC 8215 with its usual prefix. */
const NAT64_PREFIXES = ['64:ff9b::', '64:ff9b:1::'] as const;
/** The IPv4 address follows in the next 32 bits (RFC 3056). */
const SIX_TO_FOUR = '2002:';

const BLOCKED = new BlockList();
for (const { family, network, bits } of refusedIn('addresses')) BLOCKED.addSubnet(network, bits, netFamily(family));

/**
 * Whether it is a loopback, link-local, unspecified or multicast address or that of a metadata service, in any of its IPv6 forms too.
 * @param text canonical, an IPv4-mapped address as IPv4
 */
export function isRefusedAddress(family: 'IPv4' | 'IPv6', text: string): boolean {
  if (BLOCKED.check(text, netFamily(family))) return true;
  const within = family === 'IPv6' ? embeddedIpv4(text) : undefined;
  return within !== undefined && BLOCKED.check(within, 'ipv4');
}

/**
 * The beginnings of refused addresses as Envoy writes them, with brackets around IPv6 and the port after it: `169.254.*`, `[fe8*`.
 * `*` at the end stands for any rest.
 */
export const REFUSED_PATTERNS: readonly string[] = [
  ...refusedIn('names').flatMap(patternsOf),
  ...NAT64_PREFIXES.flatMap((prefix) => embeddable('names').map((range) => `[${prefix}${hexPattern(range, ']:*')}`)),
  ...embeddable('names').map((range) => `[${SIX_TO_FOUR}${hexPattern(range, ':*')}`),
];

/** Ranges that NetworkPolicies of proxies except, in the notation of CIDR; IPv4 ones by NAT64, too. */
export const DENIED_RANGES: readonly string[] = [
  ...refusedIn('policy').map(({ network, bits }) => `${network}/${bits}`),
  ...NAT64_PREFIXES.flatMap((prefix) =>
    embeddable('policy').map(({ network, bits }) => `${prefix}${hexOf(network).join(':')}/${96 + bits}`),
  ),
];

function refusedIn(use: Use): readonly Range[] {
  return RANGES.filter((range) => range.refusedIn.includes(use));
}

/** IPv4 ranges within other addresses. Translators take nothing for 0.0.0.0/8. */
function embeddable(use: Use): readonly Range[] {
  return refusedIn(use).filter(({ family, network }) => family === 'IPv4' && !network.startsWith('0.'));
}

function patternsOf({ family, network, bits }: Range): readonly string[] {
  if (family === 'IPv4')
    return [
      bits === 32
        ? `${network}:*`
        : `${network
            .split('.')
            .slice(0, bits / 8)
            .join('.')}.*`,
    ];
  if (bits === 128) return [`[${network}]:*`];
  // Unspecified, loopback, and IPv4 addresses in IPv6 form begin with the same two colons, and nothing else does.
  if (network === '::') return ['[::*'];
  // Four bits a digit: fe80::/10 is fe8, fe9, fea and feb.
  const digits = Math.ceil(bits / 4);
  const first = Number.parseInt(network.slice(0, digits), 16);
  return Array.from({ length: 2 ** (digits * 4 - bits) }, (_, index) => `[${(first + index).toString(16)}*`);
}

/**
 * An IPv4 range as the groups of an IPv6 address. Leading zeros are not written, so `7f*` for 127.0.0.0/8 refuses 7.240.0.0/12 as well, which
 * is not routed in the Internet.
 * @param end what follows a whole address.
 */
function hexPattern({ network, bits }: Range, end: string): string {
  const [high = '', low = ''] = hexOf(network);
  if (bits === 32) return `${high}:${low}${end}`;
  return bits === 16 ? `${high}:*` : `${high.slice(0, bits / 4)}*`;
}

function hexOf(ipv4: string): readonly string[] {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d].map((group) => group.toString(16));
}

/**
 * The IPv4 address that an IPv6 one leads to: by NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), or as IPv4-compatible (RFC 4291) and
 * IPv4-translated (RFC 2765) ones.
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

function netFamily(family: Range['family']): 'ipv4' | 'ipv6' {
  return family === 'IPv4' ? 'ipv4' : 'ipv6';
}
