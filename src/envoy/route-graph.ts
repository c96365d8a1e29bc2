import type { Collection, Graph } from '../collections/index.js';
import type { Model } from '../model/index.js';
import { encodeRoutes, redirectKey, routesIn, routesOfEntry } from './encoded-routes.js';
import { CHAIN_HEADER } from './misdirected.js';
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
import type { Deliveries } from './route-delivery.js';
import { encodeVirtualHost } from './virtual-host.js';

export interface RouteResources {
  readonly scopedRoutes: Collection<DeliveredResource>;
  readonly routeConfigurations: Collection<DeliveredResource>;
  /** Number of virtual hosts by route table, absent at zero: what the delivery policy goes by. */
  readonly virtualHostCounts: Collection<number>;
}

/** A VirtualHost in one RouteConfiguration. Keyed `RouteConfiguration|domain`. */
interface PlacedVirtualHost {
  readonly routeConfiguration: string;
  readonly bytes: Uint8Array;
  readonly backends: readonly string[];
}

const ANY_PROXY = 'any';

/**
 * Wires the way from route tables to RouteConfigurations. Only rules are ever encoded, each of them once
 * (or once per port, if it redirects, and once per client certificate, if its backends have TLS); virtual hosts and RouteConfigurations are the joined bytes of their parts.
 */
export function encodeRouteTables(
  graph: Graph,
  { routeTables, virtualHosts, httpRules }: Model,
  { sharded, deliveryOf }: Deliveries,
): RouteResources {
  const contexts = graph.flatMap('envoy/redirectContexts', routeTables, {}, ({ proxy, scheme, port }) => [
    [`${proxy}|${redirectKey({ scheme, port })}`, { proxy, scheme, port }],
  ]);
  const allContexts = graph.groupBy('envoy/allRedirectContexts', contexts, () => ANY_PROXY);
  const contextsOf = graph.groupBy('envoy/redirectContextsOfProxies', contexts, ({ proxy }) => proxy);
  const routes = graph.map(
    'envoy/routes',
    httpRules,
    { allContexts, contextsOf },
    (rule, { allContexts, contextsOf }) =>
      encodeRoutes(rule, () => {
        const found = rule.proxies?.map((proxy) => contextsOf.get(proxy)) ?? [allContexts.get(ANY_PROXY)];
        return found.flatMap((entries) => entries?.map(({ value }) => value) ?? []);
      }),
  );
  const placements = graph.flatMap(
    'envoy/virtualHosts',
    virtualHosts,
    { routeTables, routes, sharded },
    function* (host, { routeTables, routes, sharded }): Iterable<readonly [string, PlacedVirtualHost]> {
      const table = routeTables.get(host.routeTable);
      if (table === undefined) return;
      const bytes: Uint8Array[] = [];
      const backends = new Set(host.filters?.map(({ backend }) => backend));
      for (const entry of host.routes) {
        const encoded = routes.get(entry.rule);
        const found = encoded && routesIn(encoded, table);
        if (found === undefined) continue;
        bytes.push(...routesOfEntry(found, entry));
        for (const backend of found.backends) backends.add(backend);
      }
      const placed = { bytes: encodeVirtualHost(host, bytes), backends: [...backends] };
      for (const routeConfiguration of deliveryOf(table.name, sharded).placements(table.name, host.domain)) {
        yield [`${routeConfiguration}|${host.domain}`, { ...placed, routeConfiguration }];
      }
    },
  );
  const contents = graph.groupBy(
    'envoy/virtualHostsByRouteConfiguration',
    placements,
    (host) => host.routeConfiguration,
  );

  const wanted = graph.flatMap('envoy/wantedRouteConfigurations', routeTables, { sharded }, (table, { sharded }) => {
    const { routeConfigurations, internalHeaders } = deliveryOf(table.name, sharded);
    const headers = table.scheme === 'https' ? [...internalHeaders, CHAIN_HEADER] : internalHeaders;
    return routeConfigurations(table.name).map((name) => [name, { audience: table.proxy, headers }] as const);
  });
  const clusters = graph.map(
    'envoy/routeConfigurationClusters',
    wanted,
    { contents },
    (_, { contents }, name) => {
      const backends = new Set<string>();
      for (const { value } of contents.get(name) ?? []) for (const backend of value.backends) backends.add(backend);
      return references(CLUSTER, backends);
    },
    { equals: sameReferences },
  );
  const routeConfigurations = graph.flatMap(
    'envoy/routeConfigurations',
    wanted,
    { contents, clusters },
    ({ audience, headers }, { contents, clusters }, name) => {
      const hosts = (contents.get(name) ?? []).map(({ value }) => value.bytes);
      const bytes = encodeRouteConfiguration(name, hosts, headers);
      const resource = encodedResource(ROUTE_CONFIGURATION, name, bytes, clusters.get(name));
      return [keyed(delivered(audience, resource))];
    },
    sameDelivery,
  );

  const scopedRoutes = graph.flatMap(
    'envoy/scopedRoutes',
    routeTables,
    { sharded },
    ({ name, proxy }, { sharded }) =>
      deliveryOf(name, sharded)
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
