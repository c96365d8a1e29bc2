/** What happened to one key in a transaction. `undefined` means absent; at least one side is present. */
export interface Change<V> {
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** A member of a group: the key and the value it has in the grouped collection. */
export interface Entry<V> {
  readonly key: string;
  readonly value: V;
}

/**
 * A keyed set that tells what changed.
 *
 * Values are plain data and immutable: whoever gets one must not change it. `undefined` is no value, it means that the
 * key is absent. The order of `entries()` and of changes says nothing; sort where order matters.
 *
 * The members below are for sinks, debugging and tests. Inside a function of the graph they throw, since such a read
 * would not be remembered: declare the collection among the function's reads, and use its {@link Lookup}.
 */
export interface Collection<V> {
  /** Unique in its graph; shown in errors, metrics and dumps. */
  readonly name: string;
  readonly size: number;
  get(key: string): V | undefined;
  has(key: string): boolean;
  entries(): IterableIterator<[string, V]>;
  /**
   * Calls `listener` at most once per transaction, after every collection of the graph was computed, and only when
   * something here changed. The map belongs to the listener, it is not touched again. What a listener throws reaches
   * the other listeners in no way; `transaction()` throws it when all were called. A listener may fill sources, which
   * then wait for the next transaction.
   *
   * @returns the function that ends the subscription, at once.
   */
  subscribe(listener: (changes: ReadonlyMap<string, Change<V>>) => void): () => void;
}

/**
 * A collection filled from outside. What is set waits for the next transaction, and until then every member of
 * {@link Collection} shows the state of the last one. Of several changes to one key the last counts.
 */
export interface SourceCollection<V> extends Collection<V> {
  set(key: string, value: V): void;
  delete(key: string): void;
  /** Takes `entries` as the whole new content: keys that are not in it go away, equal ones do not change. */
  replace(entries: Iterable<readonly [string, V]>): void;
}

/** How a function looks into a collection that it declared. Every read is remembered, of absent keys too. */
export interface Lookup<V> {
  /** @throws Error outside of a call of the function that it was made for. */
  get(key: string): V | undefined;
}

/** A record of collections, as the function that declared them gets it. */
export type LookupsOf<R> = { readonly [K in keyof R]: R[K] extends Collection<infer V> ? Lookup<V> : never };

/** The collections that a function needs which takes this record of lookups. */
export type CollectionsOf<R> = { readonly [K in keyof R]: R[K] extends Lookup<infer V> ? Collection<V> : never };

export interface CollectionOptions<V> {
  /**
   * When two values count as the same, so that a change stops. Default: {@link equal}, a deep comparison.
   * When it throws, that is reported and counted, and the values count as different.
   */
  equals?(a: V, b: V): boolean;
}
