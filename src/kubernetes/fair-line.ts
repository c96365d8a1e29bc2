/** A path of groups, the outermost first. */
export type GroupPath = readonly string[];

/**
 * Keys that wait in line, by groups: at each level of groups these have their turn one after the other, and the keys of an innermost group
 * in the order in which they came. So a group with many keys delays another one by a single key each turn. All paths are of one length.
 */
export class FairLine {
  readonly #keys = new Set<string>();
  readonly #groups = new Map<string, FairLine>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Puts a key at the end of its group. @returns whether it did not wait already. */
  add(key: string, [group, ...inner]: GroupPath): boolean {
    let isNew: boolean;
    if (group === undefined) {
      isNew = !this.#keys.has(key);
      this.#keys.add(key);
    } else {
      const line = this.#groups.get(group) ?? new FairLine();
      this.#groups.set(group, line);
      isNew = line.add(key, inner);
    }
    if (isNew) this.#size += 1;
    return isNew;
  }

  /** @returns whether it waited. */
  delete(key: string, [group, ...inner]: GroupPath): boolean {
    const line = group === undefined ? undefined : this.#groups.get(group);
    const isGone = group === undefined ? this.#keys.delete(key) : (line?.delete(key, inner) ?? false);
    if (group !== undefined && line?.size === 0) this.#groups.delete(group);
    if (isGone) this.#size -= 1;
    return isGone;
  }

  /** Takes the next key out; a group that had its turn goes to the end. @returns `undefined` when nothing waits. */
  take(): string | undefined {
    const [next] = this.#groups;
    const key = next === undefined ? this.#keys.values().next().value : next[1].take();
    if (key === undefined) return undefined;
    this.#size -= 1;
    if (next === undefined) {
      this.#keys.delete(key);
      return key;
    }
    const [group, line] = next;
    this.#groups.delete(group);
    if (line.size > 0) this.#groups.set(group, line);
    return key;
  }
}
