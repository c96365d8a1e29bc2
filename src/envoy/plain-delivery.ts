import { ROUTE_CONFIGURATION, references } from './resources.js';
import type { RouteDelivery } from './route-delivery.js';
import { ADS } from './values.js';

/** One RouteConfiguration for the whole table, named like it, that is asked for by name: for an Envoy that cannot choose a bucket. */
export const plainDelivery: RouteDelivery = {
  specifier: (routeTable) => ({ rds: { config_source: ADS, route_config_name: routeTable } }),
  references: (routeTable) => references(ROUTE_CONFIGURATION, [routeTable]),
  routeConfigurations: (routeTable) => [routeTable],
  placements: (routeTable) => [routeTable],
  scopes: () => [],
  internalHeaders: [],
};
