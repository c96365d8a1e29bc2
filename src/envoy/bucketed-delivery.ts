import { bucketOf } from './bucket.js';
import type { RouteDelivery } from './route-delivery.js';
import { bucketName, bucketNames, scopedListener, scopesTo } from './scoped-delivery.js';

/**
 * 64 small RouteConfigurations in place of a large one. A request header, written before anything reads the request,
 * names the one that has the host of the request, and a scope leads from there to it. Exact hosts are in their
 * bucket only; wildcards and `*` are in all of them. So one change costs a 64th, and everything that Envoy does with
 * virtual hosts stays as it is.
 *
 * Header, scope and RouteConfiguration have one name.
 */
export const bucketedDelivery: RouteDelivery = {
  ...scopedListener,
  routeConfigurations: bucketNames,
  placements: (routeTable, domain) =>
    domain.startsWith('*') ? bucketNames(routeTable) : [bucketName(routeTable, bucketOf(domain))],
  scopes: (routeTable) => scopesTo(routeTable, (bucket) => bucket),
};
