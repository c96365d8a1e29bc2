import type { Collection, Graph } from '../collections/index.js';
import type { Model } from '../model/index.js';
import { ANY_PROXY, encodedRule, redirectContext } from './encoded-routes.js';
import { placedVirtualHosts } from './placed-virtual-host.js';
import { type DeliveredResource, sameDelivery, sameReferences } from './resources.js';
import type { DeliveryOf } from './route-delivery.js';
import {
  clusterReferences,
  desiredRouteConfigurations,
  encodedRouteConfiguration,
  encodedScopes,
} from './table-resources.js';

export interface RouteResources {
  readonly scopedRoutes: Collection<DeliveredResource>;
  readonly routeConfigurations: Collection<DeliveredResource>;
  /** Number of virtual hosts by route table, absent at zero: what the delivery policy goes by. */
  readonly virtualHostCounts: Collection<number>;
}

/**
 * Wires route tables to RouteConfigurations. Only rules are encoded; virtual hosts and RouteConfigurations are the joined bytes of their
 * parts. A rule is encoded once, or once per port if it redirects, and once per client certificate if its backends have TLS.
 */
export function encodeRouteTables(
  graph: Graph,
  { routeTables, virtualHosts, httpRules, backendVariants }: Model,
  sharded: Collection<boolean>,
  deliveryOf: DeliveryOf,
): RouteResources {
  const contexts = graph.flatMap('envoy/redirectContexts', routeTables, {}, redirectContext);
  const allContexts = graph.groupBy('envoy/allRedirectContexts', contexts, () => ANY_PROXY);
  const contextsOf = graph.groupBy('envoy/redirectContextsOfProxies', contexts, ({ proxy }) => proxy);
  const routes = graph.map('envoy/routes', httpRules, { allContexts, contextsOf, backendVariants }, encodedRule);
  const placements = graph.flatMap(
    'envoy/virtualHosts',
    virtualHosts,
    { routeTables, routes, sharded },
    (host, reads) => placedVirtualHosts(host, reads, deliveryOf),
  );
  const contents = graph.groupBy(
    'envoy/virtualHostsByRouteConfiguration',
    placements,
    (host) => host.routeConfiguration,
  );

  const desired = graph.flatMap('envoy/desiredRouteConfigurations', routeTables, { sharded }, (table, reads) =>
    desiredRouteConfigurations(table, reads, deliveryOf),
  );
  const clusters = graph.map('envoy/routeConfigurationClusters', desired, { contents }, clusterReferences, {
    equals: sameReferences,
  });
  const routeConfigurations = graph.flatMap(
    'envoy/routeConfigurations',
    desired,
    { contents, clusters },
    encodedRouteConfiguration,
    sameDelivery,
  );

  const scopedRoutes = graph.flatMap(
    'envoy/scopedRoutes',
    routeTables,
    { sharded },
    (table, reads) => encodedScopes(table, reads, deliveryOf),
    sameDelivery,
  );

  return {
    scopedRoutes,
    routeConfigurations,
    virtualHostCounts: graph.count('envoy/virtualHostCounts', virtualHosts, ({ routeTable }) => routeTable),
  };
}
