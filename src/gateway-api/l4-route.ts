import { type L4RouteKind, ROUTE_KINDS } from '../model/index.js';
import type { BackendRef, ResourceByKind } from '../resources/types.js';
import { type AttachableRoute, routeHostnames } from './attachment.js';
import { ANY_HOSTNAME } from './hostname.js';
import { objectKey } from './names.js';
import type { Transport } from './protocol.js';

/** A route that forwards connections or datagrams as they are, checked as far as it can be on its own. */
export interface CheckedL4Route extends AttachableRoute {
  readonly kind: L4RouteKind;
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

export type L4Route = ResourceByKind[L4RouteKind];

/** Under the key that a route has among those of all kinds. */
export function checkedL4Route({ kind, metadata, spec }: L4Route): readonly (readonly [string, CheckedL4Route])[] {
  const { name, namespace = '', generation = 0, creationTimestamp: created = '' } = metadata;
  const key = `${kind}/${objectKey(namespace, name)}`;
  const backends = (spec?.rules?.[0]?.backendRefs ?? []).map((ref, index): CheckedL4Backend => {
    return { ref, field: `spec.rules[0].backendRefs[${index}]`, weight: ref.weight ?? 1 };
  });
  const { routes } = ROUTE_KINDS[kind];
  const transport = routes === 'Datagrams' ? 'UDP' : 'TCP';
  // Server names come from TLS, whether the proxy or the backend terminates it.
  const hostnames =
    routes === 'ServerNames' && spec && 'hostnames' in spec ? routeHostnames(spec.hostnames) : [ANY_HOSTNAME];
  const parentRefs = spec?.parentRefs ?? [];
  return [[key, { key, kind, namespace, name, generation, created, transport, parentRefs, hostnames, backends }]];
}
