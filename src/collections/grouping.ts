import { type GraphState, Node } from './node.js';

/** The groups a value belongs to: one, several, or none. */
export type GroupsOf<I> = (value: I, key: string) => string | readonly string[] | undefined;

/** Where the groups of one key changed; `kept` are the groups it was and still is in. */
export interface Move<I> {
  readonly key: string;
  readonly value: I | undefined;
  readonly left: readonly string[];
  readonly joined: readonly string[];
  readonly kept: readonly string[];
}

/** A collection by group: it knows which groups each input key is in, and tells what changes when the value does. */
export abstract class Grouping<I, O> extends Node<O> {
  readonly #input: Node<I>;
  readonly #groupsOf: GroupsOf<I>;
  readonly #groups = new Map<string, readonly string[]>();

  constructor(state: GraphState, name: string, input: Node<I>, groupsOf: GroupsOf<I>) {
    super(state, name, [input], []);
    this.#input = input;
    this.#groupsOf = groupsOf;
  }

  /** @returns whether any group changes. */
  protected abstract move(move: Move<I>): boolean;

  /** Writes the groups that changed, after all moves of the transaction. */
  protected abstract settle(): void;

  get bookkeeping(): number {
    return this.#groups.size + this.failing.size;
  }

  update(): void {
    if (this.#input.changed.size === 0) return;
    for (const key of this.#input.changed.keys()) {
      const value = this.#input.values.get(key);
      if (value === undefined) {
        this.failing.delete(key);
        this.#regroup(key, undefined, new Set());
        continue;
      }
      const attempt = this.attempt(key, () => distinct(this.#groupsOf(value, key)));
      if (attempt !== undefined && !this.#regroup(key, value, attempt.result)) this.unchanged++;
    }
    this.settle();
  }

  #regroup(key: string, value: I | undefined, groups: ReadonlySet<string>): boolean {
    const before = this.#groups.get(key) ?? [];
    if (groups.size > 0) this.#groups.set(key, [...groups]);
    else this.#groups.delete(key);
    const left: string[] = [];
    const kept: string[] = [];
    const joined = new Set(groups);
    for (const group of before) (joined.delete(group) ? kept : left).push(group);
    return this.move({ key, value, left, kept, joined: [...joined] });
  }
}

function distinct(groups: string | readonly string[] | undefined): ReadonlySet<string> {
  return new Set(typeof groups === 'string' ? [groups] : groups);
}
