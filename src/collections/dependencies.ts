import { KeyIndex } from './key-index.js';

/** What one computation read: pairs of a slot (the position of a readable collection) and a key, flat to save memory. */
export type Reads = readonly (number | string)[];

/** Who read what, in both directions: from a key to what its function read, and from what was read to those keys. */
export class Dependencies {
  readonly #reads = new Map<string, Reads>();
  readonly #readers: readonly KeyIndex[];

  /** @param slots how many collections can be read. */
  constructor(slots: number) {
    this.#readers = Array.from({ length: slots }, () => new KeyIndex());
  }

  /** How many entries both directions hold; zero when nothing is remembered. */
  get size(): number {
    return this.#readers.reduce((sum, index) => sum + index.size, this.#reads.size);
  }

  /** What the function of `key` read last, each once. */
  readsOf(key: string): Reads {
    return this.#reads.get(key) ?? [];
  }

  /** Visits the keys whose functions read `readKey` in the collection of `slot`. */
  forEachReader(slot: number, readKey: string, visit: (key: string) => void): void {
    this.#readers[slot]?.forEach(readKey, visit);
  }

  /** Remembers `reads` as all that the function of `key` read; none forgets the key. */
  replace(key: string, reads: Reads): void {
    const old = this.#reads.get(key);
    if (old !== undefined) {
      if (sameReads(old, reads)) return;
      for (let at = 0; at < old.length; at += 2) this.#index(old, at).delete(old[at + 1] as string, key);
    }
    const distinct: (number | string)[] = [];
    for (let at = 0; at < reads.length; at += 2) {
      if (this.#index(reads, at).add(reads[at + 1] as string, key)) {
        distinct.push(reads[at] as number, reads[at + 1] as string);
      }
    }
    // slice() drops the spare room of a growing array.
    if (distinct.length > 0) this.#reads.set(key, distinct.slice());
    else if (old !== undefined) this.#reads.delete(key);
  }

  #index(reads: Reads, at: number): KeyIndex {
    return this.#readers[reads[at] as number] as KeyIndex;
  }
}

function sameReads(a: Reads, b: Reads): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
