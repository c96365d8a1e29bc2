/** What a graph computes from values of any kind; `C` is its collection. Both the engine and its oracle are one. */
export interface Engine<C> {
  source(name: string): C;
  map(name: string, input: C, reads: Named<C>, compute: Compute<unknown>): C;
  flatMap(name: string, input: C, reads: Named<C>, compute: Compute<Iterable<readonly [string, unknown]>>): C;
  merge(name: string, inputs: readonly C[]): C;
  groupBy(name: string, input: C, groupsOf: GroupsOf): C;
  count(name: string, input: C, groupsOf: GroupsOf): C;
  /** Of two collections of groups. */
  join(name: string, left: C, right: C): C;
}

export type Lookups = Named<{ get(key: string): unknown }>;

type Named<T> = Readonly<Record<string, T>>;
type Compute<R> = (value: unknown, lookups: Lookups, key: string) => R;
type GroupsOf = (value: unknown, key: string) => readonly string[];

/** Only content, and how it follows from the content of others. */
export class NaiveCollection {
  readonly name: string;
  readonly #compute: (before: ReadonlyMap<string, unknown>) => Map<string, unknown>;
  #content = new Map<string, unknown>();

  constructor(name: string, compute: (before: ReadonlyMap<string, unknown>) => Map<string, unknown>) {
    this.name = name;
    this.#compute = compute;
  }

  get(key: string): unknown {
    return this.#content.get(key);
  }

  entries(): IterableIterator<[string, unknown]> {
    return this.#content.entries();
  }

  update(): void {
    this.#content = this.#compute(this.#content);
  }
}

/**
 * The oracle of the engine: in every transaction it computes everything anew, in the plainest way. All it remembers is
 * the last good result of each function and key, because the engine keeps that where a function throws.
 */
export class NaiveGraph implements Engine<NaiveCollection> {
  readonly #collections: NaiveCollection[] = [];
  #failing: string[] = [];
  #pending: readonly (readonly [source: string, key: string, value: unknown])[] = [];

  source(name: string): NaiveCollection {
    return this.#add(name, (before) => {
      const content = new Map(before);
      for (const [source, key, value] of this.#pending) {
        if (source !== name) continue;
        if (value === undefined) content.delete(key);
        else content.set(key, value);
      }
      return content;
    });
  }

  map(name: string, input: NaiveCollection, reads: Named<NaiveCollection>, compute: Compute<unknown>): NaiveCollection {
    const results = this.#results(name, input, (value, key) => compute(value, reads, key));
    return this.#add(name, () => new Map([...results()].filter(([, result]) => result !== undefined)));
  }

  flatMap(
    name: string,
    input: NaiveCollection,
    reads: Named<NaiveCollection>,
    compute: Compute<Iterable<readonly [string, unknown]>>,
  ): NaiveCollection {
    const results = this.#results(name, input, (value, key) => [...compute(value, reads, key)]);
    // The first of a result and the smallest input key win, so they are put last.
    return this.#add(
      name,
      () =>
        new Map(
          byKey(results())
            .flatMap(([, outputs]) => outputs)
            .reverse(),
        ),
    );
  }

  merge(name: string, inputs: readonly NaiveCollection[]): NaiveCollection {
    return this.#add(name, () => new Map([...inputs].reverse().flatMap((input) => [...input.entries()])));
  }

  groupBy(name: string, input: NaiveCollection, groupsOf: GroupsOf): NaiveCollection {
    const groups = this.#groups(name, input, groupsOf);
    return this.#add(name, () => new Map(groups()));
  }

  count(name: string, input: NaiveCollection, groupsOf: GroupsOf): NaiveCollection {
    const groups = this.#groups(name, input, groupsOf);
    return this.#add(name, () => new Map(Array.from(groups(), ([group, entries]) => [group, entries.length])));
  }

  join(name: string, left: NaiveCollection, right: NaiveCollection): NaiveCollection {
    return this.#add(name, () => {
      const pairs = new Map<string, unknown>();
      for (const [group, entries] of left.entries()) {
        for (const { key: a } of entries as readonly { key: string }[]) {
          for (const { key: b } of (right.get(group) ?? []) as readonly { key: string }[]) {
            pairs.set(`${a}|${b}`, { left: a, right: b });
          }
        }
      }
      return pairs;
    });
  }

  transaction(changes: readonly (readonly [source: string, key: string, value: unknown])[]): void {
    this.#pending = changes;
    this.#failing = [];
    for (const collection of this.#collections) collection.update();
  }

  /** The functions that throw right now, as `collection key`, sorted. */
  errors(): readonly string[] {
    return [...this.#failing].sort();
  }

  #groups(name: string, input: NaiveCollection, groupsOf: GroupsOf) {
    const results = this.#results(name, input, (value, key) => ({ value, groups: new Set(groupsOf(value, key)) }));
    return () => {
      const entries = new Map<string, { key: string; value: unknown }[]>();
      for (const [key, { value, groups }] of byKey(results())) {
        for (const group of groups) entries.set(group, [...(entries.get(group) ?? []), { key, value }]);
      }
      return entries;
    };
  }

  /** Calls a function for every input, and gives its results, the last good one where it throws. */
  #results<R>(name: string, input: NaiveCollection, compute: (value: unknown, key: string) => R): () => Map<string, R> {
    let last = new Map<string, R>();
    return () => {
      const results = new Map<string, R>();
      for (const [key, value] of input.entries()) {
        try {
          results.set(key, compute(value, key));
        } catch {
          this.#failing.push(`${name} ${key}`);
          if (last.has(key)) results.set(key, last.get(key) as R);
        }
      }
      last = results;
      return results;
    };
  }

  #add(name: string, compute: (before: ReadonlyMap<string, unknown>) => Map<string, unknown>): NaiveCollection {
    const collection = new NaiveCollection(name, compute);
    this.#collections.push(collection);
    return collection;
  }
}

function byKey<R>(results: ReadonlyMap<string, R>): [string, R][] {
  return [...results].sort(([a], [b]) => (a < b ? -1 : 1));
}
