import type { Collection, CollectionOptions, Entry, LookupsOf, SourceCollection } from './collection.js';
import type { Compute } from './computed.js';
import { Count } from './count.js';
import { FlatMapCollection } from './flat-map.js';
import { GroupBy } from './group-by.js';
import type { GroupsOf } from './grouping.js';
import { Join, type Pair } from './join.js';
import { MapCollection } from './map.js';
import { Merge } from './merge.js';
import { type CollectionKind, type Failure, type GraphState, Node } from './node.js';
import { Source } from './source.js';

export interface GraphOptions {
  /** Freezes every value all the way down, so that a function which changes its input throws. For tests. */
  readonly freeze?: boolean;
  /**
   * Called for every function that threw in a transaction (an `equals` too), each time it did, after everything was
   * computed and before listeners are called. For logs and counters.
   */
  readonly onError?: (failure: Failure) => void;
}

/** Collections under the names of `R`, which may be an interface. */
type Reads<R> = { readonly [K in keyof R]: Collection<unknown> };

export interface CollectionStats {
  readonly name: string;
  readonly kind: CollectionKind;
  readonly inputs: readonly string[];
  readonly reads: readonly string[];
  readonly size: number;
  /** Function calls since the start, or keys looked at where there is no function. */
  readonly computations: number;
  /** Of these, how many gave what was there already, so that the change stopped. */
  readonly unchanged: number;
  /** How often a function threw since the start. */
  readonly errors: number;
  /** Keys whose function throws right now. */
  readonly failing: number;
  /** Output keys that several input keys give right now. */
  readonly conflicts: number;
  /** Entries in the engine's own tables; zero when all that the collection is computed from is empty. */
  readonly bookkeeping: number;
}

export interface GraphStats {
  readonly transactions: number;
  /** In rank order. */
  readonly collections: readonly CollectionStats[];
}

/** One key in a dump: what its function read when it was last called, and what it threw. */
export interface KeyDump {
  readonly key: string;
  readonly reads: readonly { readonly collection: string; readonly key: string }[];
  readonly error?: unknown;
}

/**
 * A graph of collections, kept up to date in transactions. The laws it keeps are in ARCHITECTURE.md, under "Engine".
 *
 * A graph is wired first and used then: collections can be added until the first transaction. The order in which they
 * are added is their rank. A collection can only be computed from collections which already exist, so there are no
 * cycles, and one pass by rank brings everything up to date.
 *
 * Functions are pure: their result depends on their arguments and on what they find through their lookups, on nothing
 * else, and they change none of it.
 */
export class Graph {
  readonly #state: GraphState;
  readonly #onError: ((failure: Failure) => void) | undefined;
  readonly #nodes: Node<unknown>[] = [];
  readonly #sources: Source<unknown>[] = [];
  readonly #byName = new Map<string, Node<unknown>>();
  #transactions = 0;

  constructor(options: GraphOptions = {}) {
    this.#state = { phase: 'idle', freeze: options.freeze ?? false, failures: [] };
    this.#onError = options.onError;
  }

  /** A collection filled from outside. */
  source<V>(name: string, options?: CollectionOptions<V>): SourceCollection<V> {
    const source = this.#add(new Source(this.#state, name, options));
    this.#sources.push(source as Source<unknown>);
    return source;
  }

  /**
   * Computes at most one output per input value, under the same key; `undefined` for none.
   * @param reads the collections which `compute` may read, under the names by which it gets their lookups.
   */
  map<I, O, R extends Reads<R>>(
    name: string,
    input: Collection<I>,
    reads: R,
    compute: Compute<I, LookupsOf<R>, O | undefined>,
    options?: CollectionOptions<O>,
  ): Collection<O> {
    return this.#add(
      new MapCollection(this.#state, name, this.#node(name, input), this.#record(name, reads), compute, options),
    );
  }

  /**
   * Computes any number of outputs per input value, under keys of its choice. Of equal keys in one result the first
   * counts. When several inputs give the same key, the value from the smallest input key counts, whatever came first,
   * and the next one takes over when that goes away; `conflicts` in the stats tells how many such keys there are.
   * @param reads the collections which `compute` may read, under the names by which it gets their lookups.
   */
  flatMap<I, O, R extends Reads<R>>(
    name: string,
    input: Collection<I>,
    reads: R,
    compute: Compute<I, LookupsOf<R>, Iterable<readonly [string, O]>>,
    options?: CollectionOptions<O>,
  ): Collection<O> {
    return this.#add(
      new FlatMapCollection(this.#state, name, this.#node(name, input), this.#record(name, reads), compute, options),
    );
  }

  /** The union of several collections; the first input that has a key gives its value. */
  merge<V>(name: string, inputs: readonly Collection<V>[]): Collection<V> {
    return this.#add(new Merge<V>(this.#state, name, this.#own(name, inputs)));
  }

  /**
   * The entries of `input` by group, sorted by key; a group without entries is absent. Also an index: a function that
   * reads a group is called again when the group changes. One change costs a copy of the array of its group.
   */
  groupBy<I>(name: string, input: Collection<I>, groupsOf: GroupsOf<I>): Collection<readonly Entry<I>[]> {
    return this.#add(new GroupBy<I>(this.#state, name, this.#node(name, input), groupsOf));
  }

  /** How many entries of `input` each group has; absent at zero. A change costs the same at any count. */
  count<I>(name: string, input: Collection<I>, groupsOf: GroupsOf<I>): Collection<number> {
    return this.#add(new Count<I>(this.#state, name, this.#node(name, input), groupsOf));
  }

  /**
   * The keys of every entry of a group with those of every one of the group of the same name in another collection, each pair once, under
   * `left|right`; the keys on the left hold no `|`. An entry that comes costs as many pairs as it makes, at any number of others.
   */
  join<L, R>(
    name: string,
    left: Collection<readonly Entry<L>[]>,
    right: Collection<readonly Entry<R>[]>,
  ): Collection<Pair> {
    return this.#add(new Join(this.#state, name, this.#node(name, left), this.#node(name, right)));
  }

  /** Whether sources hold changes that wait for a transaction. */
  get pending(): boolean {
    return this.#sources.some((source) => source.bookkeeping > 0);
  }

  /**
   * Calls `apply`, which fills sources; takes all pending changes over; calls each function that depends on a change
   * once; then tells the listeners. When `apply` throws, what it set is dropped, and nothing else happens.
   *
   * @throws what `apply` threw; what a listener or `onError` threw, when all were called (an AggregateError if several
   * did); Error when called inside a transaction.
   */
  transaction(apply?: () => void): void {
    const state = this.#state;
    if (state.phase !== 'idle') throw new Error(`transaction() called inside a transaction, while ${state.phase}`);
    try {
      state.phase = 'applying';
      if (apply !== undefined) this.#apply(apply);
      this.#transactions++;
      state.phase = 'computing';
      // Asking each collection whether anything it is computed from changed costs less than a queue of those where it did.
      for (const node of this.#nodes) node.update();
      state.phase = 'publishing';
      this.#publish();
    } finally {
      state.phase = 'idle';
    }
  }

  /** The functions that throw right now, each with the key and error of its last call. */
  errors(): readonly Failure[] {
    return this.#nodes.flatMap((node) =>
      Array.from(node.failing, ([key, error]) => ({ collection: node.name, key, error })),
    );
  }

  stats(): GraphStats {
    return {
      transactions: this.#transactions,
      collections: this.#nodes.map((node) => ({
        name: node.name,
        kind: node.kind,
        inputs: node.inputs.map(({ name }) => name),
        reads: node.reads.map(({ name }) => name),
        size: node.values.size,
        computations: node.computations,
        unchanged: node.unchanged,
        errors: node.errors,
        failing: node.failing.size,
        conflicts: node.conflicts,
        bookkeeping: node.bookkeeping,
      })),
    };
  }

  /** The collection of that name, for debugging. */
  collection(name: string): Collection<unknown> | undefined {
    return this.#byName.get(name);
  }

  /**
   * For debugging: each key that a function of the collection was called for, with what it read; none for sources and
   * merged collections. Costs the size of the collection.
   */
  dump(name: string): readonly KeyDump[] {
    const node = this.#byName.get(name);
    if (node === undefined) throw new Error(`no collection is called "${name}"`);
    const called = node.kind === 'source' || node.kind === 'merge' ? undefined : node.inputs[0]?.values.keys();
    return Array.from(called ?? [], (key) => ({
      key,
      reads: node.readsOf(key),
      ...(node.failing.has(key) && { error: node.failing.get(key) }),
    }));
  }

  #apply(apply: () => void): void {
    const undo = this.#sources.map((source) => source.savePending());
    try {
      apply();
    } catch (error) {
      for (const restore of undo) restore();
      throw error;
    }
  }

  #publish(): void {
    const failures = this.#state.failures;
    this.#state.failures = [];
    const calls = this.#nodes.flatMap((node) => node.takeCalls());
    const thrown: unknown[] = [];
    for (const call of [...failures.map((failure) => () => this.#onError?.(failure)), ...calls]) {
      try {
        call();
      } catch (error) {
        thrown.push(error);
      }
    }
    if (thrown.length === 1) throw thrown[0];
    if (thrown.length > 1) throw new AggregateError(thrown, `${thrown.length} listeners of a transaction threw`);
  }

  #add<N extends Node<unknown>>(node: N): N {
    if (this.#transactions > 0) throw new Error(`collection "${node.name}" was added after the first transaction`);
    if (this.#byName.has(node.name)) throw new Error(`there already is a collection "${node.name}"`);
    this.#byName.set(node.name, node);
    this.#nodes.push(node);
    return node;
  }

  #record(name: string, reads: Reads<Record<string, unknown>>): Readonly<Record<string, Node<unknown>>> {
    return Object.fromEntries(Object.entries(reads).map(([as, collection]) => [as, this.#node(name, collection)]));
  }

  #own<V>(name: string, collections: readonly Collection<V>[]): readonly Node<V>[] {
    return collections.map((collection) => this.#node(name, collection));
  }

  #node<V>(name: string, collection: Collection<V>): Node<V> {
    if (collection instanceof Node && collection.state === this.#state) return collection;
    throw new Error(`"${name}" names "${collection.name}", which is not a collection of the same graph`);
  }
}
