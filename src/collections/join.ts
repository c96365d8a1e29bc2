import type { Entry } from './collection.js';
import { type GraphState, Node } from './node.js';

/** The keys of two entries that are in one group. */
export interface Pair {
  readonly left: string;
  readonly right: string;
}

type Group = readonly Entry<unknown>[];

/**
 * Every entry of a group on the left with every one of the group of the same name on the right. A change of a group costs a look at
 * its keys, and as many pairs as come or go; values play no part.
 */
export class Join extends Node<Pair> {
  readonly kind = 'join';
  readonly #left: Node<Group>;
  readonly #right: Node<Group>;
  /** How many groups a pair has in common, where it is more than one. */
  readonly #shared = new Map<string, number>();

  constructor(state: GraphState, name: string, left: Node<Group>, right: Node<Group>) {
    super(state, name, [left, right], []);
    this.#left = left;
    this.#right = right;
  }

  get bookkeeping(): number {
    return this.#shared.size;
  }

  update(): void {
    const differences = new Map<string, Pair & { difference: number }>();
    const add = (lefts: readonly string[], rights: readonly string[], sign: 1 | -1) => {
      for (const left of lefts) {
        for (const right of rights) {
          const key = `${left}|${right}`;
          const known = differences.get(key);
          if (known === undefined) differences.set(key, { left, right, difference: sign });
          else known.difference += sign;
        }
      }
    };
    for (const group of new Set([...this.#left.changed.keys(), ...this.#right.changed.keys()])) {
      const left = movesIn(this.#left, group);
      const right = movesIn(this.#right, group);
      add(left.gone, right.before, -1);
      add(left.kept, right.gone, -1);
      add(left.come, right.after, 1);
      add(left.kept, right.come, 1);
    }
    for (const [key, { left, right, difference }] of differences) this.#settle(key, { left, right }, difference);
  }

  #settle(key: string, pair: Pair, difference: number): void {
    this.computations++;
    const before = this.values.has(key) ? (this.#shared.get(key) ?? 1) : 0;
    const after = before + difference;
    if (after > 1) this.#shared.set(key, after);
    else this.#shared.delete(key);
    if (before > 0 === after > 0) this.unchanged++;
    else this.write(key, after > 0 ? pair : undefined);
  }
}

interface Moves {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly come: readonly string[];
  readonly gone: readonly string[];
  readonly kept: readonly string[];
}

const NONE: readonly string[] = [];

function movesIn(groups: Node<Group>, group: string): Moves {
  const after = keysOf(groups.values.get(group));
  if (!groups.changed.has(group)) return { before: after, after, come: NONE, gone: NONE, kept: after };
  const before = keysOf(groups.changed.get(group));
  const [was, is] = [new Set(before), new Set(after)];
  return {
    before,
    after,
    come: after.filter((key) => !was.has(key)),
    gone: before.filter((key) => !is.has(key)),
    kept: after.filter((key) => was.has(key)),
  };
}

function keysOf(group: Group = []): readonly string[] {
  return group.map(({ key }) => key);
}
