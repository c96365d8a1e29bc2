/** Stands before the number of a shard. The name of no table has it. */
const SHARD = '#';

/** Name of the RouteConfiguration with a shard of a table. That of a whole table is called like the table. */
export function shardName(routeTable: string, shard: string): string {
  return routeTable + SHARD + shard;
}

/** Name of the table that a RouteConfiguration is of, or a shard of. */
export function tableOfRouteConfiguration(name: string): string {
  const end = name.indexOf(SHARD);
  return end < 0 ? name : name.slice(0, end);
}
