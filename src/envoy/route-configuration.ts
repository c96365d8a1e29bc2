import { encode } from '../envoy-api/codec.js';
import type { HeaderValueOption } from '../envoy-api/generated/envoy/config/core/v3.js';
import { concatBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';

/** RouteConfiguration.virtual_hosts */
const VIRTUAL_HOSTS = 2;

/** Headers of requests that only Envoy itself is to see. */
export interface InternalHeaders {
  /** That the router reads. */
  readonly added?: readonly HeaderValueOption[];
  /** That were added before the choice of a route. */
  readonly removed?: readonly string[];
}

/** A RouteConfiguration from the encoded virtual hosts it consists of; their domains differ. */
export function encodeRouteConfiguration(
  name: string,
  virtualHosts: readonly Uint8Array[],
  { added = [], removed = [] }: InternalHeaders = {},
): Uint8Array {
  const head = encode('envoy.config.route.v3.RouteConfiguration', {
    name,
    // Hostnames of Gateway API have no port, and clients send one wherever it is not the default.
    ignore_port_in_host_matching: true,
    request_headers_to_add: added,
    request_headers_to_remove: removed,
    // How long a backend took is not for clients.
    response_headers_to_remove: ['x-envoy-upstream-service-time'],
  });
  return concatBytes([head, encodeRepeatedFieldBytes(VIRTUAL_HOSTS, virtualHosts)]);
}
