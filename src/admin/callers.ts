import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/**
 * By which names a server may be asked, besides its IP addresses and `localhost`; `any` for what is no secret.
 *
 * A page in a browser can ask any address by a name of its own (DNS rebinding) and read the answer, since for the browser it comes from
 * the page's own server. What it cannot change is that this name is in `Host`.
 */
export type HostNames = 'any' | readonly string[];

/** Why who sent these headers gets no answer; absent when it may have one. */
export function refusal({ host, origin }: IncomingHttpHeaders, names: HostNames): string | undefined {
  // Only clients of HTTP/1.0 send no Host; a browser always does.
  if (host !== undefined && names !== 'any' && !isKnown(nameOf(host), names)) {
    return 'Host has to be an IP address or localhost, so that no page in a browser reads this by a name of its own';
  }
  if (origin !== undefined && origin !== `http://${host}`) return 'pages of another origin may not ask';
  return undefined;
}

function isKnown(name: string, names: readonly string[]): boolean {
  return isIP(name) !== 0 || name === 'localhost' || names.includes(name);
}

/** Host without its port, and without the brackets of an IPv6 address. */
function nameOf(host: string): string {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host) ?? [];
  return (bracketed ?? plain).toLowerCase();
}
