import type { BackendRef, TCPRoute, TLSRoute, UDPRoute } from '../resources/types.js';
import { type AttachableRoute, routeHostnames } from './attachment.js';
import { ANY_HOSTNAME } from './hostname.js';
import { objectKey } from './names.js';
import type { Transport } from './protocol.js';

/** A route that forwards connections or datagrams as they are, checked as far as it can be on its own: TLSRoute, TCPRoute, UDPRoute. */
export interface CheckedL4Route extends AttachableRoute {
  readonly kind: 'TLSRoute' | 'TCPRoute' | 'UDPRoute';
  readonly name: string;
  readonly generation: number;
  /** When it was created, RFC 3339; empty when unknown. */
  readonly created: string;
  readonly transport: Transport;
  /** Those of its only rule. */
  readonly backends: readonly CheckedL4Backend[];
}

export interface CheckedL4Backend {
  readonly ref: BackendRef;
  /** For messages. */
  readonly field: string;
  readonly weight: number;
}

type L4Route = TLSRoute | TCPRoute | UDPRoute;
type Checked = readonly (readonly [string, CheckedL4Route])[];

/** Server names come from TLS, so it is routed by them whoever terminates it. */
export function checkedTlsRoute(route: TLSRoute): Checked {
  return checked(route, 'TLSRoute', routeHostnames(route.spec?.hostnames));
}

export function checkedTcpRoute(route: TCPRoute): Checked {
  return checked(route, 'TCPRoute', [ANY_HOSTNAME]);
}

export function checkedUdpRoute(route: UDPRoute): Checked {
  return checked(route, 'UDPRoute', [ANY_HOSTNAME]);
}

/** Under the key that a route has among those of all kinds. */
function checked({ metadata, spec }: L4Route, kind: CheckedL4Route['kind'], hostnames: readonly string[]): Checked {
  const { name, namespace = '', generation = 0, creationTimestamp: created = '' } = metadata;
  const key = `${kind}/${objectKey(namespace, name)}`;
  const backends = (spec?.rules?.[0]?.backendRefs ?? []).map((ref, index): CheckedL4Backend => {
    return { ref, field: `spec.rules[0].backendRefs[${index}]`, weight: ref.weight ?? 1 };
  });
  const transport = kind === 'UDPRoute' ? 'UDP' : 'TCP';
  const parentRefs = spec?.parentRefs ?? [];
  return [[key, { key, kind, namespace, name, generation, created, transport, parentRefs, hostnames, backends }]];
}
