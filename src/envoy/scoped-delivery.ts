import { shardName } from '../model/route-configuration-name.js';
import { BUCKETS, bucketFormat } from './bucket.js';
import { earlyHeader, INTERNAL_PREFIX } from './early-header.js';
import { escapeFormat } from './format-string.js';
import { references, SCOPED_ROUTE_CONFIGURATION } from './resources.js';
import type { RouteDelivery, Scope } from './route-delivery.js';
import { ADS } from './values.js';

/** Carries the scope of a request from the early header mutation to the choice of routes, and no further. */
const SCOPE_HEADER = `${INTERNAL_PREFIX}scope`;

/** What the name and key of a scope end with that no request has. */
const HOLDING = '#held';

/** What all deliveries by scopes have in common: everything that a listener says, so that it stays as it is when the delivery changes. */
export const scopedListener: Pick<RouteDelivery, 'specifier' | 'references' | 'internalHeaders'> = {
  specifier: (routeTable) => ({
    early_header_mutation_extensions: [earlyHeader(SCOPE_HEADER, bucketName(escapeFormat(routeTable), bucketFormat()))],
    scoped_routes: {
      name: routeTable,
      scope_key_builder: { fragments: [{ header_value_extractor: { name: SCOPE_HEADER, index: 0 } }] },
      rds_config_source: ADS,
      scoped_rds: { scoped_rds_config_source: ADS },
    },
  }),
  references: (routeTable) => references(SCOPED_ROUTE_CONFIGURATION, bucketNames(routeTable)),
  internalHeaders: [SCOPE_HEADER],
};

/**
 * A scope for each bucket, and one for each RouteConfiguration that no request has: these let Envoy hold the RouteConfigurations of
 * another delivery before the scopes of the buckets lead there.
 *
 * @param target the RouteConfiguration of a bucket, by the name of the bucket.
 */
export function scopesTo(routeTable: string, target: (bucket: string) => string): readonly Scope[] {
  const buckets = bucketNames(routeTable);
  const holding = [...new Set(buckets.map(target))];
  return [
    ...buckets.map((name) => scope(name, target(name))),
    ...holding.map((name) => scope(`${name}${HOLDING}`, name)),
  ];
}

function scope(name: string, route_configuration_name: string): Scope {
  return { name, route_configuration_name, key: { fragments: [{ string_key: name }] } };
}

/** Names begin with that of the table, since all tables of a proxy share one subscription to scopes. */
export function bucketNames(routeTable: string): readonly string[] {
  return BUCKETS.map((bucket) => bucketName(routeTable, bucket));
}

export function bucketName(routeTable: string, bucket: string): string {
  return shardName(routeTable, bucket);
}
