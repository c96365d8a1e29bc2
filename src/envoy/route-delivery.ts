import type { Lookup } from '../collections/index.js';
import type { ScopedRouteConfiguration } from '../envoy-api/generated/envoy/config/route/v3.js';
import type { HttpConnectionManager } from '../envoy-api/generated/envoy/extensions/filters/network/http_connection_manager/v3.js';
import type { Reference } from '../xds/resource.js';

/** The fields of an HTTP connection manager that say where its routes come from. */
export type RouteSpecifier = Pick<HttpConnectionManager, 'rds' | 'scoped_routes' | 'early_header_mutation_extensions'>;

/** A scope of which name and target are given. */
export type Scope = ScopedRouteConfiguration & { readonly name: string; readonly route_configuration_name: string };

/**
 * How the virtual hosts of a route table reach Envoy. All of it follows from the name of the table, and what a listener says of it from
 * what Envoy can do: so no connection ends when the delivery of a table changes.
 */
export interface RouteDelivery {
  /** What the connection managers of the table say. */
  specifier(routeTable: string): RouteSpecifier;
  /** What these refer to by it. */
  references(routeTable: string): readonly Reference[];
  /** The scopes of the table; none where its RouteConfiguration is asked for by name. */
  scopes(routeTable: string): readonly Scope[];
  /** Names of all RouteConfigurations of the table, also of those without a virtual host. */
  routeConfigurations(routeTable: string): readonly string[];
  /** Names of the RouteConfigurations that the virtual host of this domain has to be in. */
  placements(routeTable: string, domain: string): readonly string[];
  /** Request headers that serve the delivery and are not for backends. */
  readonly internalHeaders: readonly string[];
}

/** How a route table is delivered. */
export type DeliveryOf = (routeTable: string, sharded: Lookup<boolean>) => RouteDelivery;

/** What decides how route tables are delivered. */
export interface ShardedReads {
  /** By route table; absent: not. */
  readonly sharded: Lookup<boolean>;
}

/** What listeners say and use, which is the same for all tables. */
export type ListenerRoutes = Pick<RouteDelivery, 'specifier' | 'references'>;
