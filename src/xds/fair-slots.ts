interface Slot {
  readonly evict: () => void;
}

/**
 * A bounded number of slots that one taker can not take all of: when they are used up, who has the most loses its newest, or gets no more
 * itself.
 */
export class FairSlots {
  readonly #most: number;
  readonly #slots = new Map<string, Set<Slot>>();
  #count = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#count;
  }

  /**
   * @param key who takes it.
   * @param evict called when another one gets the slot; it is free then.
   * @returns how to give it back, which does nothing the second time; `undefined` when there is none for this taker.
   */
  take(key: string, evict: () => void): (() => void) | undefined {
    if (this.#count >= this.#most && !this.#evictFor(key)) return undefined;
    const slot: Slot = { evict };
    const own = this.#slots.get(key);
    if (own) own.add(slot);
    else this.#slots.set(key, new Set([slot]));
    this.#count += 1;
    return () => this.#free(key, slot);
  }

  #evictFor(key: string): boolean {
    let most: readonly [string, Set<Slot>] | undefined;
    for (const entry of this.#slots) if (entry[1].size > (most?.[1].size ?? 0)) most = entry;
    if (most === undefined || most[1].size <= (this.#slots.get(key)?.size ?? 0) + 1) return false;
    const newest = [...most[1]].at(-1) as Slot;
    this.#free(most[0], newest);
    newest.evict();
    return true;
  }

  #free(key: string, slot: Slot): void {
    const own = this.#slots.get(key);
    if (!own?.delete(slot)) return;
    this.#count -= 1;
    if (own.size === 0) this.#slots.delete(key);
  }
}
