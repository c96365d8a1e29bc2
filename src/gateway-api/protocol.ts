import { type Protocol, ROUTE_KIND_NAMES, ROUTE_KINDS, type RouteKind } from '../model/index.js';
import type { RouteGroupKind } from '../resources/types.js';
import { GATEWAY_API } from './names.js';

/** What a port of a proxy takes: streams or datagrams. One number may be open for both. */
export type Transport = 'TCP' | 'UDP';

interface ProtocolTraits {
  readonly transport: Transport;
  /** By what the listeners of one port are told from each other; `Port`: by nothing else, so that there can be only one. */
  readonly toldBy: 'Host' | 'ServerName' | 'Port';
}

const PROTOCOLS: Readonly<Record<Protocol, ProtocolTraits>> = {
  HTTP: { transport: 'TCP', toldBy: 'Host' },
  HTTPS: { transport: 'TCP', toldBy: 'ServerName' },
  TLS: { transport: 'TCP', toldBy: 'ServerName' },
  TCP: { transport: 'TCP', toldBy: 'Port' },
  UDP: { transport: 'UDP', toldBy: 'Port' },
};

/** The protocols, for messages. */
export const SUPPORTED_PROTOCOLS = Object.keys(PROTOCOLS).join(', ');

export function isProtocol(protocol: string): protocol is Protocol {
  return Object.hasOwn(PROTOCOLS, protocol);
}

/** Whether a listener of that protocol takes HTTP requests, with or without TLS in front. */
export function carriesHttp(protocol: string): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS';
}

export const TRANSPORTS: readonly Transport[] = ['TCP', 'UDP'];

export function isTransport(protocol: string): protocol is Transport {
  return protocol === 'TCP' || protocol === 'UDP';
}

export function transportOf(protocol: string): Transport {
  return isProtocol(protocol) ? PROTOCOLS[protocol].transport : 'TCP';
}

/** What the listeners of one port have to agree on: a proxy can tell them by one thing only. */
export function toldBy(protocol: string): string {
  return isProtocol(protocol) ? PROTOCOLS[protocol].toldBy : protocol;
}

/** Whether connections to a listener of that protocol begin with TLS, whoever ends it. */
export function beginsWithTls(protocol: string): boolean {
  return toldBy(protocol) === 'ServerName';
}

/** The kinds of routes that can attach to a listener of that protocol; none for a protocol that is not supported. */
export function routeKindsOf(protocol: string): readonly Required<RouteGroupKind>[] {
  const attaches = (kind: RouteKind) => ROUTE_KINDS[kind].protocols.some((each) => each === protocol);
  return ROUTE_KIND_NAMES.filter(attaches).map((kind) => ({ group: GATEWAY_API, kind }));
}
