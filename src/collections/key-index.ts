/**
 * A map from a key to a set of keys. Nearly always that set has one member, so a lone member is kept as the string
 * itself: a `Set` costs some 200 bytes, and there are as many sets as keys in the graph.
 */
export class KeyIndex {
  readonly #sets = new Map<string, string | Set<string>>();

  /** The number of keys that have a member. */
  get size(): number {
    return this.#sets.size;
  }

  /** @returns whether `member` is new. */
  add(key: string, member: string): boolean {
    const set = this.#sets.get(key);
    if (set === member) return false;
    if (typeof set === 'object') {
      if (set.has(member)) return false;
      set.add(member);
      return true;
    }
    this.#sets.set(key, set === undefined ? member : new Set([set, member]));
    return true;
  }

  delete(key: string, member: string): void {
    const set = this.#sets.get(key);
    if (set === member) {
      this.#sets.delete(key);
    } else if (typeof set === 'object' && set.delete(member) && set.size === 1) {
      for (const last of set) this.#sets.set(key, last);
    }
  }

  forEach(key: string, visit: (member: string) => void): void {
    const set = this.#sets.get(key);
    if (typeof set === 'object') for (const member of set) visit(member);
    else if (set !== undefined) visit(set);
  }
}
