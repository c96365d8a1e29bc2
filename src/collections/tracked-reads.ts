import type { Lookup } from './collection.js';
import type { Reads } from './dependencies.js';
import type { Node } from './node.js';

/**
 * The lookups of one collection, which note what its function reads. They are made once, and are of use only from
 * `start` to `finish`, so that a call costs no objects but the list of its reads.
 */
export class TrackedReads<L> {
  readonly lookups: L;
  readonly #collection: string;
  /** What the present call has read; absent between calls. */
  #reads: (number | string)[] | undefined;

  /**
   * @param collection the name of the one whose function reads.
   * @param reads the collections under the names by which the function knows them.
   * @param slots the same, each once: their positions stand for them in what was read.
   */
  constructor(collection: string, reads: Readonly<Record<string, Node<unknown>>>, slots: readonly Node<unknown>[]) {
    this.#collection = collection;
    const lookups = Object.entries(reads).map(([name, node]) => [
      name,
      new TrackedLookup(this, node, slots.indexOf(node)),
    ]);
    this.lookups = Object.freeze(Object.fromEntries(lookups));
  }

  start(): void {
    this.#reads = [];
  }

  finish(): Reads {
    const reads = this.#reads ?? [];
    this.#reads = undefined;
    return reads;
  }

  note(slot: number, key: string, name: string): void {
    if (this.#reads === undefined) {
      throw new Error(`"${name}" was read through a lookup of "${this.#collection}" outside of a call of its function`);
    }
    this.#reads.push(slot, key);
  }
}

class TrackedLookup<V> implements Lookup<V> {
  readonly #tracked: TrackedReads<unknown>;
  readonly #node: Node<V>;
  readonly #slot: number;

  constructor(tracked: TrackedReads<unknown>, node: Node<V>, slot: number) {
    this.#tracked = tracked;
    this.#node = node;
    this.#slot = slot;
  }

  get(key: string): V | undefined {
    this.#tracked.note(this.#slot, key, this.#node.name);
    return this.#node.values.get(key);
  }
}
