import type { Collection, CollectionOptions, Reader } from './collection.js';
import { Dependencies, type Reads } from './dependencies.js';
import { type GraphState, Node } from './node.js';

/**
 * A collection whose content is a function of each input value and of what that function reads. It finds the keys that
 * are dirty, calls the function once for each, and remembers what was read. What a result means is up to the kind.
 */
export abstract class Computed<I, R, O> extends Node<O> {
  readonly #input: Node<I>;
  readonly #readable: readonly Node<unknown>[];
  readonly #compute: (value: I, key: string, read: Reader) => R;
  readonly #reader: RecordingReader;
  readonly #dependencies: Dependencies;

  constructor(
    state: GraphState,
    name: string,
    input: Node<I>,
    reads: readonly Node<unknown>[],
    compute: (value: I, key: string, read: Reader) => R,
    options?: CollectionOptions<O>,
  ) {
    super(state, name, [input], reads, options);
    this.#input = input;
    this.#readable = [...new Set([...reads, input])];
    this.#compute = compute;
    this.#reader = new RecordingReader(name, this.#readable);
    this.#dependencies = new Dependencies(this.#readable.length);
  }

  /**
   * Takes the result for an input key; `undefined` when that key is gone.
   * @returns whether it differs from the last one.
   */
  protected abstract accept(key: string, result: R | undefined): boolean;

  update(): void {
    if (this.#readable.every(({ changed }) => changed.size === 0)) return;
    for (const key of this.#dirtyKeys()) this.#visit(key);
  }

  get bookkeeping(): number {
    return this.#dependencies.size + this.failing.size;
  }

  override readsOf(key: string): readonly { readonly collection: string; readonly key: string }[] {
    const reads = this.#dependencies.readsOf(key);
    return Array.from({ length: reads.length / 2 }, (_, index) => ({
      collection: this.#readable[reads[2 * index] as number]?.name as string,
      key: reads[2 * index + 1] as string,
    }));
  }

  #dirtyKeys(): ReadonlySet<string> {
    const dirty = new Set<string>(this.#input.changed.keys());
    this.#readable.forEach((collection, slot) => {
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
    this.#reader.start();
    const attempt = this.attempt(key, () => this.#compute(value, key, this.#reader));
    this.#dependencies.replace(key, this.#reader.finish());
    if (attempt !== undefined && !this.accept(key, attempt.result)) this.unchanged++;
  }
}

class RecordingReader implements Reader {
  readonly #collection: string;
  readonly #readable: readonly Node<unknown>[];
  #reads: (number | string)[] | undefined;

  constructor(collection: string, readable: readonly Node<unknown>[]) {
    this.#collection = collection;
    this.#readable = readable;
  }

  start(): void {
    this.#reads = [];
  }

  finish(): Reads {
    const reads = this.#reads ?? [];
    this.#reads = undefined;
    return reads;
  }

  get<V>(collection: Collection<V>, key: string): V | undefined {
    if (this.#reads === undefined) {
      throw new Error(`a function of "${this.#collection}" read "${collection.name}" after it had returned`);
    }
    const slot = this.#readable.indexOf(collection as Node<V>);
    if (slot < 0) {
      throw new Error(`a function of "${this.#collection}" read "${collection.name}", which is not among its reads`);
    }
    this.#reads.push(slot, key);
    return (collection as Node<V>).values.get(key);
  }
}
