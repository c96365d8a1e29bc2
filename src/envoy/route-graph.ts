import type { Collection, Graph, Reader } from '../collections/index.js';
import type { Model, RouteTable } from '../model/index.js';
import { encodeRoutes } from './encoded-routes.js';
import type { RedirectContext } from './redirect.js';
import {
  CLUSTER,
  type DeliveredResource,
  delivered,
  encodedResource,
  keyed,
  ROUTE_CONFIGURATION,
  references,
  resource,
  SCOPED_ROUTE_CONFIGURATION,
  sameDelivery,
  sameReferences,
} from './resources.js';
import { encodeRouteConfiguration } from './route-configuration.js';
import type { RouteDelivery } from './route-delivery.js';
import { encodeVirtualHost } from './virtual-host.js';

export interface RouteResources {
  readonly scopedRoutes: Collection<DeliveredResource>;
  readonly routeConfigurations: Collection<DeliveredResource>;
  /** Number of virtual hosts by route table, absent at zero: what the delivery policy goes by. */
  readonly virtualHostCounts: Collection<number>;
}

/** How each table is delivered, and what tells it. */
interface Deliveries {
  readonly sharded: Collection<boolean>;
  readonly deliveryOf: (routeTable: string, read: Reader) => RouteDelivery;
}

/** A VirtualHost in one RouteConfiguration. Keyed `RouteConfiguration|domain`. */
interface PlacedVirtualHost {
  readonly routeConfiguration: string;
  readonly bytes: Uint8Array;
  readonly backends: readonly string[];
}

/**
 * Wires the way from route tables to RouteConfigurations. Only routes are ever encoded, each rule once for every kind of
 * table it is in; virtual hosts and RouteConfigurations are the joined bytes of their parts.
 */
export function encodeRouteTables(
  graph: Graph,
  { routeTables, virtualHosts, httpRules }: Model,
  { sharded, deliveryOf }: Deliveries,
): RouteResources {
  const ruleUses = graph.flatMap('envoy/ruleUses', virtualHosts, [routeTables], (host, _, read) => {
    const table = read.get(routeTables, host.routeTable);
    if (table === undefined) return [];
    return host.routes.map(({ rule }) => [ruleUseKey(rule, table), { rule, table: redirectContext(table) }] as const);
  });
  const routes = graph.map('envoy/routes', ruleUses, [httpRules], ({ rule, table }, _, read) => {
    const found = read.get(httpRules, rule);
    return found && encodeRoutes(found, table);
  });
  const placed = graph.flatMap(
    'envoy/virtualHosts',
    virtualHosts,
    [routeTables, routes, sharded],
    function* (host, _, read): Iterable<readonly [string, PlacedVirtualHost]> {
      const table = read.get(routeTables, host.routeTable);
      if (table === undefined) return;
      const parts = host.routes.map(({ rule, match }) => ({
        match,
        encoded: read.get(routes, ruleUseKey(rule, table)),
      }));
      const bytes = encodeVirtualHost(
        host,
        parts.flatMap(({ match, encoded }) => encoded?.matches[match] ?? []),
      );
      const backends = [...new Set(parts.flatMap(({ encoded }) => encoded?.backends ?? []))];
      for (const routeConfiguration of deliveryOf(table.name, read).placements(table.name, host.domain)) {
        yield [`${routeConfiguration}|${host.domain}`, { routeConfiguration, bytes, backends }];
      }
    },
  );
  const contents = graph.groupBy('envoy/virtualHostsByRouteConfiguration', placed, (host) => host.routeConfiguration);

  const wanted = graph.flatMap('envoy/wantedRouteConfigurations', routeTables, [sharded], (table, _, read) => {
    const { routeConfigurations, internalHeaders } = deliveryOf(table.name, read);
    return routeConfigurations(table.name).map((name) => [name, { audience: table.proxy, internalHeaders }] as const);
  });
  const clusters = graph.map(
    'envoy/routeConfigurationClusters',
    wanted,
    [contents],
    (_, name, read) => {
      const backends = new Set<string>();
      for (const { value } of read.get(contents, name) ?? [])
        for (const backend of value.backends) backends.add(backend);
      return references(CLUSTER, backends);
    },
    { equals: sameReferences },
  );
  const routeConfigurations = graph.flatMap(
    'envoy/routeConfigurations',
    wanted,
    [contents, clusters],
    ({ audience, internalHeaders }, name, read) => {
      const hosts = (read.get(contents, name) ?? []).map(({ value }) => value.bytes);
      const bytes = encodeRouteConfiguration(name, hosts, internalHeaders);
      const resource = encodedResource(ROUTE_CONFIGURATION, name, bytes, read.get(clusters, name));
      return [keyed(delivered(audience, resource))];
    },
    sameDelivery,
  );

  const scopedRoutes = graph.flatMap(
    'envoy/scopedRoutes',
    routeTables,
    [sharded],
    ({ name, proxy }, _, read) =>
      deliveryOf(name, read)
        .scopes(name)
        .map((scope) => {
          const uses = references(ROUTE_CONFIGURATION, [scope.route_configuration_name]);
          return keyed(delivered(proxy, resource(SCOPED_ROUTE_CONFIGURATION, scope.name, scope, uses)));
        }),
    sameDelivery,
  );

  return {
    scopedRoutes,
    routeConfigurations,
    virtualHostCounts: graph.count('envoy/virtualHostCounts', virtualHosts, ({ routeTable }) => routeTable),
  };
}

/** Redirects say where they lead from, so the routes of a rule may differ between tables. */
function ruleUseKey(rule: string, { scheme, port }: RedirectContext): string {
  return `${rule}|${scheme}|${port}`;
}

function redirectContext({ scheme, port }: RouteTable): RedirectContext {
  return { scheme, port };
}
