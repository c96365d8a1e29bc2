import { KeyIndex } from './key-index.js';
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
  readonly #groups = new KeyIndex();

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
    if (this.#input.changes.size === 0) return;
    for (const [key, { after }] of this.#input.changes) {
      if (after === undefined) {
        this.failing.delete(key);
        this.#regroup(key, undefined, new Set());
        continue;
      }
      const attempt = this.attempt(key, () => distinct(this.#groupsOf(after, key)));
      if (attempt !== undefined && !this.#regroup(key, after, attempt.result)) this.unchanged++;
    }
    this.settle();
  }

  #regroup(key: string, value: I | undefined, groups: ReadonlySet<string>): boolean {
    const left: string[] = [];
    const joined: string[] = [];
    const kept: string[] = [];
    this.#groups.forEach(key, (group) => {
      if (groups.has(group)) return;
      this.#groups.delete(key, group);
      left.push(group);
    });
    for (const group of groups) (this.#groups.add(key, group) ? joined : kept).push(group);
    return this.move({ key, value, left, joined, kept });
  }
}

function distinct(groups: string | readonly string[] | undefined): ReadonlySet<string> {
  return new Set(typeof groups === 'string' ? [groups] : groups);
}
