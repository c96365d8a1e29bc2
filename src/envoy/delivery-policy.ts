/**
 * Number of virtual hosts above which a route table is sharded. Envoy takes about 20 ms per 1,000 hosts for any change in a
 * RouteConfiguration, and we as much to encode and send it; below, that is little, and a wildcard is one change and not one for each shard.
 */
const SHARD_ABOVE = 250;

/** Number up to which a sharded table becomes whole again: apart from the other, so that a table near either is not sent whole again and again. */
const WHOLE_UP_TO = 125;

/** Decides which route tables are delivered in shards. A change of it is sent as routes and scopes; no connection ends because of it. */
export class DeliveryPolicy {
  readonly #sharded = new Set<string>();

  /**
   * Takes the number of virtual hosts of some tables.
   *
   * @returns the tables that are to be delivered otherwise from now on, and whether in shards.
   */
  update(counts: Iterable<readonly [routeTable: string, count: number]>): ReadonlyMap<string, boolean> {
    const changed = new Map<string, boolean>();
    for (const [routeTable, count] of counts) {
      const before = this.#sharded.has(routeTable);
      const sharded = count > (before ? WHOLE_UP_TO : SHARD_ABOVE);
      if (sharded === before) continue;
      if (sharded) this.#sharded.add(routeTable);
      else this.#sharded.delete(routeTable);
      changed.set(routeTable, sharded);
    }
    return changed;
  }

  /** Forgets a table that does not exist any more. */
  forget(routeTable: string): void {
    this.#sharded.delete(routeTable);
  }
}
