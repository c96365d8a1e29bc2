import type { CollectionOptions } from './collection.js';
import { Dependencies } from './dependencies.js';
import { type GraphState, Node } from './node.js';
import { TrackedReads } from './tracked-reads.js';

/** A function of the graph: it sees the value and key of one input, and what it finds through its lookups. */
export type Compute<I, L, R> = (value: I, reads: L, key: string) => R;

/**
 * A collection whose content is a function of each input value and of what that function reads. It finds the keys that
 * are dirty, calls the function once for each, and remembers what was read. What a result means is up to the kind.
 */
export abstract class Computed<I, L, R, O> extends Node<O> {
  readonly #input: Node<I>;
  readonly #compute: Compute<I, L, R>;
  readonly #tracked: TrackedReads<L>;
  readonly #dependencies: Dependencies;

  constructor(
    state: GraphState,
    name: string,
    input: Node<I>,
    reads: Readonly<Record<string, Node<unknown>>>,
    compute: Compute<I, L, R>,
    options?: CollectionOptions<O>,
  ) {
    super(state, name, [input], [...new Set(Object.values(reads))], options);
    this.#input = input;
    this.#compute = compute;
    this.#tracked = new TrackedReads(name, reads, this.reads);
    this.#dependencies = new Dependencies(this.reads.length);
  }

  /**
   * Takes the result for an input key; `undefined` when that key is gone.
   * @returns whether it differs from the last one.
   */
  protected abstract accept(key: string, result: R | undefined): boolean;

  update(): void {
    if (this.#input.changed.size === 0 && this.reads.every(({ changed }) => changed.size === 0)) return;
    for (const key of this.#dirtyKeys()) this.#visit(key);
  }

  get bookkeeping(): number {
    return this.#dependencies.size + this.failing.size;
  }

  override readsOf(key: string): readonly { readonly collection: string; readonly key: string }[] {
    const reads = this.#dependencies.readsOf(key);
    return Array.from({ length: reads.length / 2 }, (_, index) => ({
      collection: this.reads[reads[2 * index] as number]?.name as string,
      key: reads[2 * index + 1] as string,
    }));
  }

  #dirtyKeys(): ReadonlySet<string> {
    const dirty = new Set<string>(this.#input.changed.keys());
    this.reads.forEach((collection, slot) => {
      for (const readKey of collection.changed.keys()) {
        this.#dependencies.forEachReader(slot, readKey, (key) => dirty.add(key));
      }
    });
    return dirty;
  }

  #visit(key: string): void {
    const value = this.#input.values.get(key);
    if (value === undefined) {
      this.#dependencies.replace(key, []);
      this.failing.delete(key);
      this.accept(key, undefined);
      return;
    }
    this.#tracked.start();
    const attempt = this.attempt(key, () => this.#compute(value, this.#tracked.lookups, key));
    this.#dependencies.replace(key, this.#tracked.finish());
    if (attempt !== undefined && !this.accept(key, attempt.result)) this.unchanged++;
  }
}
