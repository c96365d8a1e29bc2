/**
 * The cluster of a share whose backend is refused or missing. No backend is called so, since the names of backends
 * contain a slash; Envoy never has this cluster and answers as the route says.
 */
export const MISSING_CLUSTER = 'missing-backend';

/** A name as one element of a statistic's name: Envoy splits these at dots, and turns colons into underscores itself. */
export function statName(name: string): string {
  return name.replace(/[.:]/g, '_');
}
