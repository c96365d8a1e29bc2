import { Claims } from './claims.js';
import type { CollectionOptions } from './collection.js';
import { type Compute, Computed } from './computed.js';
import type { GraphState, Node } from './node.js';

/** Any number of outputs per input, under keys of the function's choice. */
export class FlatMapCollection<I, L, O> extends Computed<I, L, ReadonlyMap<string, O>, O> {
  readonly kind = 'flatMap';
  readonly #outputs = new Map<string, readonly string[]>();
  readonly #claims = new Claims<O>();
  readonly #touched = new Set<string>();

  constructor(
    state: GraphState,
    name: string,
    input: Node<I>,
    reads: Readonly<Record<string, Node<unknown>>>,
    compute: Compute<I, L, Iterable<readonly [string, O]>>,
    options?: CollectionOptions<O>,
  ) {
    // The iterable is drained inside the computation, so that a generator's reads and errors belong to it.
    super(state, name, input, reads, (value, lookups, key) => firstOfEachKey(compute(value, lookups, key)), options);
  }

  override get bookkeeping(): number {
    return super.bookkeeping + this.#outputs.size + this.#claims.size + this.#touched.size;
  }

  override get conflicts(): number {
    return this.#claims.contested;
  }

  override update(): void {
    super.update();
    // Only now, since an output may have moved from one input to another: that is one change, or none.
    for (const key of this.#touched) {
      const winner = this.#claims.winner(key);
      if (!this.same(key, this.values.get(key), winner)) this.write(key, winner);
    }
    this.#touched.clear();
  }

  protected accept(input: string, result: ReadonlyMap<string, O> = new Map()): boolean {
    let changed = false;
    for (const key of this.#outputs.get(input) ?? []) {
      if (result.has(key)) continue;
      this.#claims.delete(key, input);
      this.#touched.add(key);
      changed = true;
    }
    for (const [key, value] of result) {
      if (this.same(key, this.#claims.get(key, input), value)) continue;
      this.#claims.set(key, input, value);
      this.#touched.add(key);
      changed = true;
    }
    if (result.size === 0) this.#outputs.delete(input);
    else if (changed) this.#outputs.set(input, [...result.keys()]);
    return changed;
  }
}

function firstOfEachKey<O>(entries: Iterable<readonly [string, O]>): ReadonlyMap<string, O> {
  const first = new Map<string, O>();
  for (const [key, value] of entries) if (value !== undefined && !first.has(key)) first.set(key, value);
  return first;
}
