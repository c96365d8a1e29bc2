import { canonicalCidr } from './cidr.js';

/** What the sidecar of a pod leaves alone. */
export interface Exclusions {
  /** TCP ports that the pod connects to. */
  readonly outboundPorts: readonly number[];
  /** TCP ports that the pod listens on. */
  readonly inboundPorts: readonly number[];
  /** What the pod connects to, e.g. `10.1.0.0/16` or `fd00::/8`. */
  readonly outboundCidrs: readonly string[];
}

/** `8080, 9090` as numbers. @throws RangeError that says what is wrong. */
export function parsePorts(text: string): readonly number[] {
  return unique(
    items(text).map((item) => {
      const port = Number(item);
      if (/^\d{1,5}$/.test(item) && port >= 1 && port <= 65_535) return port;
      throw new RangeError(`"${item}" is not a port: give numbers from 1 to 65535, separated by commas`);
    }),
  );
}

/**
 * `10.1.0.0/16, fd00::/8` as a list, each in the one form that nftables reads as well; an address alone is all of its bits.
 * @throws RangeError that says what is wrong.
 */
export function parseCidrs(text: string): readonly string[] {
  return unique(
    items(text).map((item) => {
      const range = canonicalCidr(item);
      if (range !== undefined) return range;
      throw new RangeError(
        `"${item}" is not a range of addresses: give e.g. 10.1.0.0/16 or fd00::/8, separated by commas`,
      );
    }),
  );
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

function items(text: string): readonly string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}
