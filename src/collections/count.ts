import { Grouping, type Move } from './grouping.js';

/** How many keys each group has. A count moves by what changed and is never taken again; at zero it is absent. */
export class Count<I> extends Grouping<I, number> {
  readonly kind = 'count';
  readonly #differences = new Map<string, number>();

  override get bookkeeping(): number {
    return super.bookkeeping + this.#differences.size;
  }

  protected move({ left, joined }: Move<I>): boolean {
    for (const group of left) this.#differences.set(group, (this.#differences.get(group) ?? 0) - 1);
    for (const group of joined) this.#differences.set(group, (this.#differences.get(group) ?? 0) + 1);
    return left.length + joined.length > 0;
  }

  protected settle(): void {
    for (const [group, difference] of this.#differences) {
      if (difference !== 0) this.write(group, (this.values.get(group) ?? 0) + difference || undefined);
    }
    this.#differences.clear();
  }
}
