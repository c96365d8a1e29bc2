import { encode } from '../envoy-api/codec.js';
import { concatBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { VirtualHost } from '../model/index.js';
import { virtualHostFields } from './filters/contributions.js';
import { misdirected } from './misdirected.js';
import { defaultRetryPolicy } from './retry.js';

/** VirtualHost.routes */
const ROUTES = 3;

/** A VirtualHost from the encoded routes it consists of; what none of them matches is answered 404. */
export function encodeVirtualHost(host: VirtualHost, routes: readonly Uint8Array[]): Uint8Array {
  const { domain, chain, filters, refusal } = host;
  const head = encode('envoy.config.route.v3.VirtualHost', {
    name: domain,
    domains: domain === '*' ? [domain] : [domain, absolute(domain)],
    retry_policy: routes.length > 0 ? defaultRetryPolicy() : undefined,
    ...virtualHostFields(host),
  });
  const guard = chain === undefined ? [] : [misdirected(chain, filters !== undefined)];
  if (refusal !== undefined) {
    return concatBytes([head, encodeRepeatedFieldBytes(ROUTES, [...guard, answerAll('refused', refusal)])]);
  }
  // Filters are for requests that match nothing, too, but without a route Envoy would not find them.
  const rest = filters === undefined ? [] : [answerAll('not-found', 404)];
  return concatBytes([head, encodeRepeatedFieldBytes(ROUTES, [...guard, ...routes, ...rest])]);
}

/** The absolute form of a name (RFC 1034, section 3.1), by which clients may ask for the same host. */
function absolute(domain: string): string {
  return `${domain}.`;
}

function answerAll(name: string, status: number): Uint8Array {
  return encode('envoy.config.route.v3.Route', { name, match: { prefix: '' }, direct_response: { status } });
}
