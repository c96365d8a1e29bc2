import { isIP } from 'node:net';

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
  return items(text).map((item) => {
    const port = Number(item);
    if (/^\d{1,5}$/.test(item) && port >= 1 && port <= 65_535) return port;
    throw new RangeError(`"${item}" is not a port: give numbers from 1 to 65535, separated by commas`);
  });
}

/** `10.1.0.0/16, fd00::/8` as a list; an address alone is all of its bits. @throws RangeError that says what is wrong. */
export function parseCidrs(text: string): readonly string[] {
  return items(text).map((item) => {
    const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(item) ?? [];
    const most = { 4: 32, 6: 128 }[isIP(address)];
    if (most !== undefined && !address.includes('%') && Number(bits ?? 0) <= most) return item;
    throw new RangeError(
      `"${item}" is not a range of addresses: give e.g. 10.1.0.0/16 or fd00::/8, separated by commas`,
    );
  });
}

function items(text: string): readonly string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}
