import type { Entry, Lookup } from '../collections/index.js';
import type { Listener } from '../model/index.js';
import type { Reference } from '../xds/resource.js';
import type { EncodedChain } from './encoded-chain.js';
import { encodeListener } from './listener.js';
import {
  CLUSTER,
  type DeliveredResource,
  delivered,
  encodedResource,
  keyed,
  LISTENER,
  references,
  SECRET,
} from './resources.js';
import type { ListenerRoutes } from './route-delivery.js';

/** A Listener with its chains, if one of them takes connections. */
export function listenerResource(
  listener: Listener,
  { chainsByListener }: { readonly chainsByListener: Lookup<readonly Entry<EncodedChain>[]> },
  routes: ListenerRoutes,
): readonly (readonly [string, DeliveredResource])[] {
  const own = (chainsByListener.get(listener.name) ?? []).map(({ value }) => value);
  if (own.every(({ isRefusing }) => isRefusing)) return [];
  const tables = new Set(own.flatMap(({ routeTable }) => routeTable ?? []));
  const uses: readonly Reference[] = [
    ...[...tables].flatMap((table) => routes.references(table)),
    ...references(
      CLUSTER,
      own.flatMap(({ backendGroup }) => backendGroup ?? []),
    ),
    ...references(SECRET, new Set(own.flatMap(({ secrets }) => secrets))),
  ];
  const bytes = encodeListener(
    listener,
    own.map(({ bytes }) => bytes),
  );
  return [keyed(delivered(listener.proxy, encodedResource(LISTENER, listener.name, bytes, uses)))];
}
