interface Claim<V> {
  readonly by: string;
  readonly value: V;
}

/**
 * Who gives which value to a key, where several may. The smallest claimant wins, whoever came first. Nearly always
 * there is one, so a lone claim is kept without a `Map`.
 */
export class Claims<V> {
  readonly #lone = new Map<string, Claim<V>>();
  readonly #contested = new Map<string, Map<string, V>>();

  get size(): number {
    return this.#lone.size + this.#contested.size;
  }

  /** The number of keys with more than one claim. */
  get contested(): number {
    return this.#contested.size;
  }

  get(key: string, by: string): V | undefined {
    const lone = this.#lone.get(key);
    return lone === undefined ? this.#contested.get(key)?.get(by) : lone.by === by ? lone.value : undefined;
  }

  set(key: string, by: string, value: V): void {
    const contested = this.#contested.get(key);
    if (contested !== undefined) {
      contested.set(by, value);
      return;
    }
    const lone = this.#lone.get(key);
    if (lone === undefined || lone.by === by) {
      this.#lone.set(key, { by, value });
      return;
    }
    this.#lone.delete(key);
    this.#contested.set(
      key,
      new Map([
        [lone.by, lone.value],
        [by, value],
      ]),
    );
  }

  delete(key: string, by: string): void {
    const contested = this.#contested.get(key);
    if (contested === undefined) {
      if (this.#lone.get(key)?.by === by) this.#lone.delete(key);
      return;
    }
    contested.delete(by);
    if (contested.size > 1) return;
    this.#contested.delete(key);
    for (const [last, value] of contested) this.#lone.set(key, { by: last, value });
  }

  /** The value of the smallest claimant. Costs the number of claims on the key. */
  winner(key: string): V | undefined {
    const contested = this.#contested.get(key);
    if (contested === undefined) return this.#lone.get(key)?.value;
    let smallest: string | undefined;
    for (const by of contested.keys()) if (smallest === undefined || by < smallest) smallest = by;
    return smallest === undefined ? undefined : contested.get(smallest);
  }
}
