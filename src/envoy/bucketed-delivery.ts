import { BUCKETS, bucketFormat, bucketOf } from './bucket.js';
import { earlyHeader, INTERNAL_PREFIX } from './early-header.js';
import { escapeFormat } from './header-modifier.js';
import { references, SCOPED_ROUTE_CONFIGURATION } from './resources.js';
import type { RouteDelivery } from './route-delivery.js';
import { ADS } from './values.js';

/** Carries the scope of a request from the early header mutation to the choice of routes, and no further. */
const SCOPE_HEADER = `${INTERNAL_PREFIX}scope`;

/**
 * 64 small RouteConfigurations in place of a large one. A request header, written before anything reads the request,
 * names the one that has the host of the request, and a constant scope leads from there to it. Exact hosts are in their
 * bucket only; wildcards and `*` are in all of them. So one change costs a 64th, and everything that Envoy does with
 * virtual hosts stays as it is.
 *
 * Header, scope and RouteConfiguration have one name, which begins with that of the table: all tables of a proxy share
 * one subscription to scopes.
 */
export const bucketedDelivery: RouteDelivery = {
  specifier: (routeTable) => ({
    early_header_mutation_extensions: [earlyHeader(SCOPE_HEADER, scopeName(escapeFormat(routeTable), bucketFormat()))],
    scoped_routes: {
      name: routeTable,
      scope_key_builder: { fragments: [{ header_value_extractor: { name: SCOPE_HEADER, index: 0 } }] },
      rds_config_source: ADS,
      scoped_rds: { scoped_rds_config_source: ADS },
    },
  }),
  references: (routeTable) => references(SCOPED_ROUTE_CONFIGURATION, scopeNames(routeTable)),
  routeConfigurations: scopeNames,
  placements: (routeTable, domain) =>
    domain.startsWith('*') ? scopeNames(routeTable) : [scopeName(routeTable, bucketOf(domain))],
  scopes: (routeTable) =>
    scopeNames(routeTable).map((name) => ({
      name,
      route_configuration_name: name,
      key: { fragments: [{ string_key: name }] },
    })),
  internalHeaders: [SCOPE_HEADER],
};

function scopeNames(routeTable: string): readonly string[] {
  return BUCKETS.map((bucket) => scopeName(routeTable, bucket));
}

function scopeName(routeTable: string, bucket: string): string {
  return `${routeTable}#${bucket}`;
}
