import type { CollectionOptions, SourceCollection } from './collection.js';
import { type GraphState, Node } from './node.js';

/** A collection filled from outside; see {@link SourceCollection}. */
export class Source<V> extends Node<V> implements SourceCollection<V> {
  readonly kind = 'source';
  #pending = new Map<string, V | undefined>();

  constructor(state: GraphState, name: string, options?: CollectionOptions<V>) {
    super(state, name, [], [], options);
  }

  get bookkeeping(): number {
    return this.#pending.size;
  }

  set(key: string, value: V): void {
    this.#refuseInFunctions();
    this.#pending.set(key, value);
  }

  delete(key: string): void {
    this.#refuseInFunctions();
    this.#pending.set(key, undefined);
  }

  replace(entries: Iterable<readonly [string, V]>): void {
    this.#refuseInFunctions();
    const pending = new Map<string, V | undefined>(entries);
    for (const key of this.values.keys()) if (!pending.has(key)) pending.set(key, undefined);
    this.#pending = pending;
  }

  update(): void {
    const pending = this.#pending;
    if (pending.size === 0) return;
    this.#pending = new Map();
    for (const [key, value] of pending) {
      this.computations++;
      if (this.same(key, this.values.get(key), value)) this.unchanged++;
      else this.write(key, value);
    }
  }

  /** @returns a function that brings the pending changes back to what they are now. */
  savePending(): () => void {
    const saved = this.#pending.size > 0 ? new Map(this.#pending) : undefined;
    return () => {
      this.#pending = saved ?? new Map();
    };
  }

  #refuseInFunctions(): void {
    if (this.state.phase === 'computing') {
      throw new Error(`source "${this.name}" cannot be changed by a function of the graph`);
    }
  }
}
