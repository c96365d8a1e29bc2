import { transportOf } from './protocol.js';

/**
 * A port of a Gateway: `namespace/gateway/port`, with `/udp` behind it for datagrams. Name of its model Listener, and of its RouteTable
 * where it takes HTTP requests.
 */
export function portKey({ gateway, port, protocol }: PortOfGateway): string {
  return transportOf(protocol) === 'UDP' ? `${gateway}/${port}/udp` : `${gateway}/${port}`;
}

export interface PortOfGateway {
  /** `namespace/name`. */
  readonly gateway: string;
  readonly port: number;
  readonly protocol: string;
}
