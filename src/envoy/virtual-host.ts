import { encode } from '../envoy-api/codec.js';
import { concatBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { VirtualHost } from '../model/index.js';
import { defaultRetryPolicy } from './retry.js';

/** VirtualHost.routes */
const ROUTES = 3;

/** A VirtualHost from the encoded routes it consists of; without a route its requests are answered 404. */
export function encodeVirtualHost({ domain, answer }: VirtualHost, routes: readonly Uint8Array[]): Uint8Array {
  const head = encode('envoy.config.route.v3.VirtualHost', {
    name: domain,
    domains: [domain],
    retry_policy: routes.length > 0 ? defaultRetryPolicy() : undefined,
  });
  return concatBytes([head, encodeRepeatedFieldBytes(ROUTES, answer === 'misdirected' ? [misdirected()] : routes)]);
}

/** The client has to open another connection, to the listener that has the domain (GEP-3567). */
function misdirected(): Uint8Array {
  return encode('envoy.config.route.v3.Route', { match: { prefix: '/' }, direct_response: { status: 421 } });
}
