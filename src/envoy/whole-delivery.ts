import type { RouteDelivery } from './route-delivery.js';
import { scopedListener, scopesTo } from './scoped-delivery.js';

/**
 * One RouteConfiguration for the whole table, named like it, to which the scopes of all buckets lead. The best way for up to some
 * hundreds of hosts: a change is one resource, also that of a wildcard. Envoy builds the whole RouteConfiguration again for every change
 * in it.
 */
export const wholeDelivery: RouteDelivery = {
  ...scopedListener,
  routeConfigurations: (routeTable) => [routeTable],
  placements: (routeTable) => [routeTable],
  scopes: (routeTable) => scopesTo(routeTable, () => routeTable),
};
