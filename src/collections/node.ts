import type { Change, Collection, CollectionOptions } from './collection.js';
import { equal } from './equal.js';
import { deepFreeze } from './freeze.js';

/** A function of the graph that threw. */
export interface Failure {
  readonly collection: string;
  readonly key: string;
  readonly error: unknown;
}

/** What the collections of one graph share. */
export interface GraphState {
  phase: 'idle' | 'applying' | 'computing' | 'publishing';
  readonly freeze: boolean;
  /** What threw in the current transaction. */
  failures: Failure[];
}

/** A listener, once per subscription. A method, so that a Node of V is a Node of unknown. */
interface Subscription<V> {
  call(changes: ReadonlyMap<string, Change<V>>): void;
}

export type CollectionKind = 'source' | 'map' | 'flatMap' | 'merge' | 'groupBy' | 'count' | 'join';

/**
 * What all kinds of collections have in common: content, the changes of the current transaction, listeners, counters.
 * Its public members are for the engine; users of the graph see a {@link Collection}.
 */
export abstract class Node<V> implements Collection<V> {
  abstract readonly kind: CollectionKind;
  readonly name: string;
  readonly state: GraphState;
  readonly inputs: readonly Node<unknown>[];
  readonly reads: readonly Node<unknown>[];

  readonly values = new Map<string, V>();
  /** The keys whose function threw when it was last called, with what it threw. */
  readonly failing = new Map<string, unknown>();
  computations = 0;
  unchanged = 0;
  errors = 0;

  readonly #options: CollectionOptions<V>;
  readonly #listeners = new Set<Subscription<V>>();
  #before: Map<string, V | undefined> | undefined;

  constructor(
    state: GraphState,
    name: string,
    inputs: readonly Node<unknown>[],
    reads: readonly Node<unknown>[],
    options: CollectionOptions<V> = {},
  ) {
    this.state = state;
    this.name = name;
    this.inputs = inputs;
    this.reads = reads;
    this.#options = options;
  }

  /** Brings the content up to date with the changes of the inputs and reads, which are final. */
  abstract update(): void;

  /** How many entries the tables beside the content hold; zero when the collections above are empty. */
  abstract get bookkeeping(): number;

  /** Output keys that more than one input key gives. */
  get conflicts(): number {
    return 0;
  }

  /** What the function of `key` read when it was last called. */
  readsOf(_key: string): readonly { readonly collection: string; readonly key: string }[] {
    return [];
  }

  get size(): number {
    this.#refuseInFunctions();
    return this.values.size;
  }

  get(key: string): V | undefined {
    this.#refuseInFunctions();
    return this.values.get(key);
  }

  has(key: string): boolean {
    this.#refuseInFunctions();
    return this.values.has(key);
  }

  entries(): IterableIterator<[string, V]> {
    this.#refuseInFunctions();
    return this.values.entries();
  }

  subscribe(listener: (changes: ReadonlyMap<string, Change<V>>) => void): () => void {
    const subscription = { call: listener };
    this.#listeners.add(subscription);
    return () => this.#listeners.delete(subscription);
  }

  /** The keys that changed in the current transaction, with what they had before; empty outside of one. */
  get changed(): ReadonlyMap<string, V | undefined> {
    return this.#before ?? NO_CHANGES;
  }

  /** Ends the transaction for this collection: hands its changes over to the listeners, as calls to make. */
  takeCalls(): readonly (() => void)[] {
    const changed = this.#before;
    this.#before = undefined;
    if (changed === undefined || this.#listeners.size === 0) return NO_CALLS;
    const changes = new Map<string, Change<V>>();
    for (const [key, before] of changed) changes.set(key, { before, after: this.values.get(key) });
    return Array.from(this.#listeners, (listener) => () => {
      if (this.#listeners.has(listener)) listener.call(changes);
    });
  }

  /** Sets (or with `undefined` removes) a value that differs from the present one. At most once per key and transaction. */
  protected write(key: string, after: V | undefined): void {
    this.#before ??= new Map();
    this.#before.set(key, this.values.get(key));
    if (after === undefined) this.values.delete(key);
    else this.values.set(key, this.state.freeze ? deepFreeze(after) : after);
  }

  /** Whether two values of this collection count as the same; absence equals absence only. */
  protected same(key: string, a: V | undefined, b: V | undefined): boolean {
    return this.compare(key, a, b, this.#options.equals ?? equal);
  }

  protected compare<T>(key: string, a: T | undefined, b: T | undefined, equals: (a: T, b: T) => boolean): boolean {
    if (a === b) return true;
    if (a === undefined || b === undefined) return false;
    try {
      return equals(a, b);
    } catch (error) {
      this.#report(key, error);
      return false;
    }
  }

  /** Calls a function of the graph for `key`, and keeps account of whether it throws. */
  protected attempt<R>(key: string, compute: () => R): { readonly result: R } | undefined {
    this.computations++;
    try {
      const result = compute();
      this.failing.delete(key);
      return { result };
    } catch (error) {
      this.failing.set(key, error);
      this.#report(key, error);
      return undefined;
    }
  }

  #report(key: string, error: unknown): void {
    this.errors++;
    this.state.failures.push({ collection: this.name, key, error });
  }

  #refuseInFunctions(): void {
    if (this.state.phase === 'computing') {
      throw new Error(`collection "${this.name}" was read by a function directly; declare it among its reads`);
    }
  }
}

const NO_CALLS: readonly (() => void)[] = [];
const NO_CHANGES: ReadonlyMap<string, never> = new Map<string, never>();
