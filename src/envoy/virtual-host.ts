import { encode } from '../envoy-api/codec.js';
import { concatBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import type { VirtualHost } from '../model/index.js';
import { misdirected } from './misdirected.js';
import { defaultRetryPolicy } from './retry.js';

/** VirtualHost.routes */
const ROUTES = 3;

/** A VirtualHost from the encoded routes it consists of; without a route its requests are answered 404. */
export function encodeVirtualHost({ domain, chain }: VirtualHost, routes: readonly Uint8Array[]): Uint8Array {
  const head = encode('envoy.config.route.v3.VirtualHost', {
    name: domain,
    domains: [domain],
    retry_policy: routes.length > 0 ? defaultRetryPolicy() : undefined,
  });
  const guard = chain === undefined ? [] : [misdirected(chain)];
  return concatBytes([head, encodeRepeatedFieldBytes(ROUTES, [...guard, ...routes])]);
}
