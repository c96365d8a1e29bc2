import type { Entry, Lookup } from '../collections/index.js';
import type { RouteTable } from '../model/index.js';
import type { Reference } from '../xds/resource.js';
import { CHAIN_HEADER } from './misdirected.js';
import type { PlacedVirtualHost } from './placed-virtual-host.js';
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
} from './resources.js';
import { encodeRouteConfiguration } from './route-configuration.js';
import type { DeliveryOf, ShardedReads } from './route-delivery.js';

/** What a RouteConfiguration is made of besides its virtual hosts. */
interface RouteConfigurationParts {
  readonly audience: string;
  /** Request headers that are removed. */
  readonly headers: readonly string[];
}

/** The RouteConfigurations of a table by name, also those without a virtual host. */
export function desiredRouteConfigurations(
  table: RouteTable,
  { sharded }: ShardedReads,
  deliveryOf: DeliveryOf,
): readonly (readonly [string, RouteConfigurationParts])[] {
  const { routeConfigurations, internalHeaders } = deliveryOf(table.name, sharded);
  const headers = table.scheme === 'https' ? [...internalHeaders, CHAIN_HEADER] : internalHeaders;
  return routeConfigurations(table.name).map((name) => [name, { audience: table.proxy, headers }]);
}

interface ContentReads {
  /** Virtual hosts by RouteConfiguration. */
  readonly contents: Lookup<readonly Entry<PlacedVirtualHost>[]>;
}

/** The clusters that a RouteConfiguration refers to. */
export function clusterReferences(
  _: RouteConfigurationParts,
  { contents }: ContentReads,
  name: string,
): readonly Reference[] {
  const backends = new Set<string>();
  for (const { value } of contents.get(name) ?? []) for (const backend of value.backends) backends.add(backend);
  return references(CLUSTER, backends);
}

export function encodedRouteConfiguration(
  { audience, headers }: RouteConfigurationParts,
  { contents, clusters }: ContentReads & { readonly clusters: Lookup<readonly Reference[]> },
  name: string,
): readonly (readonly [string, DeliveredResource])[] {
  const hosts = (contents.get(name) ?? []).map(({ value }) => value.bytes);
  const bytes = encodeRouteConfiguration(name, hosts, headers);
  return [keyed(delivered(audience, encodedResource(ROUTE_CONFIGURATION, name, bytes, clusters.get(name))))];
}

/** The scopes of a table, which lead to its RouteConfigurations. */
export function encodedScopes(
  { name, proxy }: RouteTable,
  { sharded }: ShardedReads,
  deliveryOf: DeliveryOf,
): readonly (readonly [string, DeliveredResource])[] {
  const scopes = deliveryOf(name, sharded).scopes(name);
  return scopes.map((scope) => {
    const uses = references(ROUTE_CONFIGURATION, [scope.route_configuration_name]);
    return keyed(delivered(proxy, resource(SCOPED_ROUTE_CONFIGURATION, scope.name, scope, uses)));
  });
}
