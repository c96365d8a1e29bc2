import type { Entry } from './collection.js';
import { equal } from './equal.js';
import { Grouping, type Move } from './grouping.js';

interface Edit<I> {
  readonly key: string;
  /** `undefined` takes the key out of the group. */
  readonly entry: Entry<I> | undefined;
}

/**
 * The entries of each group, sorted by key (in code units, the same everywhere). A group that changes is rebuilt once
 * per transaction, however many of its members changed, at the cost of copying its array.
 */
export class GroupBy<I> extends Grouping<I, readonly Entry<I>[]> {
  readonly kind = 'groupBy';
  readonly #entries = new Map<string, Entry<I>>();
  readonly #edits = new Map<string, Edit<I>[]>();

  override get bookkeeping(): number {
    return super.bookkeeping + this.#entries.size + this.#edits.size;
  }

  protected move({ key, value, left, joined, kept }: Move<I>): boolean {
    const before = this.#entries.get(key);
    let entry = before;
    if (value === undefined || joined.length + kept.length === 0) {
      this.#entries.delete(key);
    } else if (!this.compare(key, before?.value, value, equal)) {
      entry = { key, value };
      this.#entries.set(key, entry);
    }
    for (const group of left) this.#edit(group, { key, entry: undefined });
    for (const group of joined) this.#edit(group, { key, entry });
    if (entry === before) return left.length + joined.length > 0;
    for (const group of kept) this.#edit(group, { key, entry });
    return true;
  }

  protected settle(): void {
    for (const [group, edits] of this.#edits) {
      const entries = edited(this.values.get(group) ?? [], edits);
      this.write(group, entries.length === 0 ? undefined : entries);
    }
    this.#edits.clear();
  }

  #edit(group: string, edit: Edit<I>): void {
    const edits = this.#edits.get(group);
    if (edits === undefined) this.#edits.set(group, [edit]);
    else edits.push(edit);
  }
}

function edited<I>(entries: readonly Entry<I>[], edits: Edit<I>[]): readonly Entry<I>[] {
  const result: Entry<I>[] = [];
  let next = 0;
  for (const { key, entry } of edits.sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const position = firstNotBelow(entries, key, next);
    while (next < position) result.push(entries[next++] as Entry<I>);
    if (entries[next]?.key === key) next++;
    if (entry !== undefined) result.push(entry);
  }
  while (next < entries.length) result.push(entries[next++] as Entry<I>);
  return result;
}

function firstNotBelow<I>(entries: readonly Entry<I>[], key: string, from: number): number {
  let low = from;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Entry<I>).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
