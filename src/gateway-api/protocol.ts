import type { RouteGroupKind } from '../resources/types.js';
import { GATEWAY_API } from './names.js';

/** Protocols that a listener may have here. */
export type Protocol = 'HTTP' | 'HTTPS';

interface ProtocolTraits {
  /** Kinds of routes that can attach. */
  readonly routeKinds: readonly string[];
  readonly tls: boolean;
}

const PROTOCOLS: Readonly<Record<Protocol, ProtocolTraits>> = {
  HTTP: { routeKinds: ['HTTPRoute'], tls: false },
  HTTPS: { routeKinds: ['HTTPRoute'], tls: true },
};

/** The protocols, for messages. */
export const SUPPORTED_PROTOCOLS = Object.keys(PROTOCOLS).join(', ');

export function isProtocol(protocol: string): protocol is Protocol {
  return Object.hasOwn(PROTOCOLS, protocol);
}

/** Whether a listener of that protocol ends TLS, and so needs a certificate. */
export function terminatesTls(protocol: string): boolean {
  return isProtocol(protocol) && PROTOCOLS[protocol].tls;
}

/** The kinds of routes that can attach to a listener of that protocol; none for a protocol that is not supported. */
export function routeKindsOf(protocol: string): readonly Required<RouteGroupKind>[] {
  if (!isProtocol(protocol)) return [];
  return PROTOCOLS[protocol].routeKinds.map((kind) => ({ group: GATEWAY_API, kind }));
}
