/**
 * Number of virtual hosts above which a route table is sharded. Envoy takes about 20 ms per 1,000 hosts for any change in a
 * RouteConfiguration, and we as much to encode and send it; below, that is little, and one of them is simpler to look into.
 */
const SHARD_ABOVE = 250;

/**
 * Decides which route tables are delivered in shards. A change of mind drains the connections of the table, so there is
 * only one: a table that has been large stays sharded as long as it exists.
 */
export class DeliveryPolicy {
  readonly #sharded = new Set<string>();

  /**
   * Takes the number of virtual hosts of some tables.
   *
   * @returns the tables that are to be sharded from now on.
   */
  update(counts: Iterable<readonly [routeTable: string, count: number]>): readonly string[] {
    const grown: string[] = [];
    for (const [routeTable, count] of counts) {
      if (count <= SHARD_ABOVE || this.#sharded.has(routeTable)) continue;
      this.#sharded.add(routeTable);
      grown.push(routeTable);
    }
    return grown;
  }

  /** Forgets a table that does not exist any more. */
  forget(routeTable: string): void {
    this.#sharded.delete(routeTable);
  }
}
