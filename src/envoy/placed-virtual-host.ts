import type { Lookup } from '../collections/index.js';
import type { RouteTable, VirtualHost } from '../model/index.js';
import { type EncodedRoutes, routesOfHost } from './encoded-routes.js';
import type { DeliveryOf, ShardedReads } from './route-delivery.js';
import { encodeVirtualHost } from './virtual-host.js';

/** A VirtualHost in one RouteConfiguration. Keyed `RouteConfiguration|domain`. */
export interface PlacedVirtualHost {
  readonly routeConfiguration: string;
  readonly bytes: Uint8Array;
  readonly backends: readonly string[];
}

interface PlacementReads extends ShardedReads {
  readonly routeTables: Lookup<RouteTable>;
  /** By rule. */
  readonly routes: Lookup<EncodedRoutes>;
}

/** A virtual host, encoded, in each RouteConfiguration that it has to be in. */
export function* placedVirtualHosts(
  host: VirtualHost,
  { routeTables, routes, sharded }: PlacementReads,
  deliveryOf: DeliveryOf,
): Generator<readonly [string, PlacedVirtualHost]> {
  const table = routeTables.get(host.routeTable);
  if (table === undefined) return;
  const { bytes, backends } = routesOfHost(host.routes, routes, table);
  const filterBackends = host.filters?.map(({ backend }) => backend) ?? [];
  const placed = {
    bytes: encodeVirtualHost(host, bytes),
    backends: [...new Set([...filterBackends, ...backends])],
  };
  for (const routeConfiguration of deliveryOf(table.name, sharded).placements(table.name, host.domain)) {
    yield [`${routeConfiguration}|${host.domain}`, { ...placed, routeConfiguration }];
  }
}
