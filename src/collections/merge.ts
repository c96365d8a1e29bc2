import { type GraphState, Node } from './node.js';

/** The union of several collections; the first that has a key gives its value. */
export class Merge<V> extends Node<V> {
  readonly kind = 'merge';
  readonly bookkeeping = 0;
  readonly #inputs: readonly Node<V>[];

  constructor(state: GraphState, name: string, inputs: readonly Node<V>[]) {
    super(state, name, inputs, []);
    this.#inputs = inputs;
  }

  update(): void {
    const dirty = new Set<string>();
    for (const input of this.#inputs) for (const key of input.changed.keys()) dirty.add(key);
    for (const key of dirty) this.#visit(key);
  }

  #visit(key: string): void {
    this.computations++;
    const value = this.#inputs.find((input) => input.values.has(key))?.values.get(key);
    if (this.same(key, this.values.get(key), value)) this.unchanged++;
    else this.write(key, value);
  }
}
