import { encode } from '../envoy-api/codec.js';
import { concatBytes, encodeRepeatedFieldBytes } from '../envoy-api/wire.js';
import { XDS_MESSAGES } from '../well-known/xds-types.js';

/** RouteConfiguration.virtual_hosts */
const VIRTUAL_HOSTS = 2;

/**
 * A RouteConfiguration from the encoded virtual hosts it consists of; their domains differ.
 * @param internalHeaders of requests, which were added before the choice of a route and are not for backends.
 */
export function encodeRouteConfiguration(
  name: string,
  virtualHosts: readonly Uint8Array[],
  internalHeaders: readonly string[] = [],
): Uint8Array {
  const head = encode(XDS_MESSAGES.RouteConfiguration, {
    name,
    // Hostnames of Gateway API have no port, and clients send one wherever it is not the default.
    ignore_port_in_host_matching: true,
    request_headers_to_remove: internalHeaders,
    // How long a backend took is not for clients.
    response_headers_to_remove: ['x-envoy-upstream-service-time'],
  });
  return concatBytes([head, encodeRepeatedFieldBytes(VIRTUAL_HOSTS, virtualHosts)]);
}
