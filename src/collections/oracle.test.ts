import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Change, type Collection, Graph, type SourceCollection } from './index.js';
import { type Engine, type Lookups, type NaiveCollection, NaiveGraph } from './testing/naive-graph.js';

/*
 * Random graphs of all operators, over random content, against an oracle that computes everything anew in every
 * transaction. All collections hold small values under the same few keys, so that any can be computed from any, and
 * reads, conflicts and equal outputs are frequent.
 */

type Value = unknown;
type Content = Readonly<Record<string, number>>;

interface Operator {
  readonly kind: 'map' | 'flatMap' | 'merge' | 'groupBy' | 'count' | 'join';
  /** Which collections it is computed from, counted back from the last one. */
  readonly inputs: readonly number[];
  readonly reads: readonly number[];
  /** Varies what the function does. */
  readonly salt: number;
  /** The function throws for one value in this many; 0 for never. */
  readonly throws: number;
}

const KEYS = ['a', 'b', 'c', 'd', 'e'];
const SOURCES = ['s0', 's1'];

const keyOf = (number: number): string => KEYS[number % KEYS.length] as string;

/** A small number that depends on all of a value. */
function digest(value: Value, salt: number): number {
  let hash = salt;
  for (const character of JSON.stringify(value) ?? '') hash = (hash * 31 + character.charCodeAt(0)) % 1009;
  return hash;
}

/** Wires the operators into an engine. `called` is told of each call of a function. */
function wire<C>(engine: Engine<C>, operators: readonly Operator[], called: (call: string) => void): readonly C[] {
  const collections = SOURCES.map((name) => engine.source(name));
  for (const [index, { kind, inputs, reads, salt, throws }] of operators.entries()) {
    const back = (steps: number) => collections[collections.length - 1 - (steps % collections.length)] as C;
    const [first, ...others] = [...new Set(inputs.map(back))];
    const input = first as C;
    // Of a collection that is read twice there are two lookups.
    const readable = Object.fromEntries(reads.map((steps, position) => [`read${position}`, back(steps)]));
    const name = `${kind}${index}`;
    const number = (value: Value, key: string, lookups: Lookups = {}) => {
      called(`${name} ${key}`);
      let result = digest(value, salt);
      // Where it looks next depends on what it found, and what was read before it throws counts.
      for (const lookup of Object.values(lookups)) {
        result = digest([result % 50, lookup.get(keyOf(result))], salt);
      }
      if (throws > 0 && result % throws === 0) throw new Error(`${name} of ${key}`);
      return result;
    };
    const several = (from: number) =>
      Array.from({ length: from % 4 }, (_, step) => keyOf(from + step * (1 + (salt % 3))));
    const build: Record<Operator['kind'], () => C> = {
      map: () =>
        engine.map(name, input, readable, (value, lookups, key) => {
          const result = number(value, key, lookups);
          return result % 5 === 0 ? undefined : { map: result % 3 };
        }),
      flatMap: () =>
        engine.flatMap(name, input, readable, function* (value, lookups, key) {
          yield [keyOf(salt), { begun: salt }] as const;
          const result = number(value, key, lookups);
          for (const output of several(result)) yield [output, { flatMap: result % 3 }] as const;
        }),
      merge: () => engine.merge(name, [input, ...others]),
      groupBy: () => engine.groupBy(name, input, (value, key) => several(number(value, key))),
      count: () => engine.count(name, input, (value, key) => [keyOf(number(value, key))]),
      join: () => {
        const groups = (side: string, of: C) => {
          // A pair's own key may not be on the left.
          const keyed = engine.flatMap(`${name}${side}Keys`, of, {}, (value, _lookups, key) => [
            [keyOf(key.charCodeAt(0)), value],
          ]);
          const grouped = engine.groupBy(`${name}${side}`, keyed, (value) => several(digest(value, salt)));
          collections.push(keyed, grouped);
          return grouped;
        };
        const left = groups('left', input);
        return engine.join(name, left, salt % 5 === 0 ? left : groups('right', others[0] ?? input));
      },
    };
    collections.push(build[kind]());
  }
  return collections;
}

class Pair {
  readonly #graph = new Graph({ freeze: true });
  readonly #naive = new NaiveGraph();
  readonly #real: readonly Collection<Value>[];
  readonly #expected: readonly NaiveCollection[];
  readonly #operators: readonly Operator[];
  readonly #heard = new Map<string, Readonly<Record<string, Change<Value>>>>();
  #calls: string[] = [];
  #before: Readonly<Record<string, Readonly<Record<string, Value>>>> = {};
  /** Whether a function threw so far: what is kept then depends on the past. */
  #threw = false;

  constructor(operators: readonly Operator[]) {
    this.#operators = operators;
    this.#real = wire(this.#graph, operators, (call) => this.#calls.push(call));
    this.#expected = wire(this.#naive, operators, () => {});
    for (const collection of this.#real) {
      collection.subscribe((changes) => {
        expect(this.#heard.has(collection.name)).toBe(false);
        this.#heard.set(collection.name, Object.fromEntries(changes));
      });
    }
  }

  get content(): readonly Content[] {
    return this.#sources().map((source) => Object.fromEntries(source.entries()) as Content);
  }

  /** One transaction. Each change names a source, a key and the new value, none to delete. */
  step(changes: readonly (readonly [source: number, key: string, value: number | undefined])[]): void {
    this.#calls = [];
    this.#heard.clear();
    this.#graph.transaction(() => {
      for (const [index, key, value] of changes) {
        const source = this.#sources()[index];
        if (value === undefined) source?.delete(key);
        else source?.set(key, value);
      }
    });
    this.#naive.transaction(changes.map(([index, key, value]) => [SOURCES[index] as string, key, value]));
    this.#check();
  }

  clear(): void {
    const content = this.content;
    this.step(content.flatMap((entries, index) => Object.keys(entries).map((key) => [index, key, undefined] as const)));
    for (const { name, size, bookkeeping, failing, conflicts } of this.#graph.stats().collections) {
      expect({ name, size, bookkeeping, failing, conflicts }).toEqual({
        name,
        size: 0,
        bookkeeping: 0,
        failing: 0,
        conflicts: 0,
      });
    }
  }

  #check(): void {
    const contents = Object.fromEntries(this.#real.map((each) => [each.name, Object.fromEntries(each.entries())]));
    expect(contents).toEqual(
      Object.fromEntries(this.#expected.map((each) => [each.name, Object.fromEntries(each.entries())])),
    );
    expect(
      this.#graph
        .errors()
        .map(({ collection, key }) => `${collection} ${key}`)
        .sort(),
    ).toEqual(this.#naive.errors());
    expect(this.#calls.length).toBe(new Set(this.#calls).size);
    for (const [name, content] of Object.entries(contents)) {
      expect(this.#heard.get(name) ?? {}).toEqual(difference(this.#before[name] ?? {}, content));
    }
    this.#before = contents;
    this.#threw ||= this.#graph.errors().length > 0;
    if (!this.#threw) expect(contents).toEqual(this.#fromScratch());
  }

  #fromScratch(): unknown {
    const graph = new Graph();
    const collections = wire(graph, this.#operators, () => {});
    const content = this.content;
    graph.transaction(() => {
      SOURCES.forEach((_name, index) => {
        (collections[index] as SourceCollection<Value>).replace(Object.entries(content[index] ?? {}));
      });
    });
    return Object.fromEntries(collections.map((each) => [each.name, Object.fromEntries(each.entries())]));
  }

  #sources(): readonly SourceCollection<Value>[] {
    return this.#real.slice(0, SOURCES.length).map((source) => source as SourceCollection<Value>);
  }
}

function difference(before: Readonly<Record<string, Value>>, after: Readonly<Record<string, Value>>): unknown {
  const changes: Record<string, Change<Value>> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      changes[key] = { before: before[key], after: after[key] };
  }
  return changes;
}

const positions = fc.array(fc.nat(9), { minLength: 1, maxLength: 3 });
const operators = (throws: fc.Arbitrary<number>) =>
  fc.array(
    fc.record<Operator>({
      kind: fc.constantFrom('map', 'flatMap', 'merge', 'groupBy', 'count', 'join'),
      inputs: positions,
      reads: fc.array(fc.nat(9), { maxLength: 3 }),
      salt: fc.nat(1000),
      throws,
    }),
    { minLength: 1, maxLength: 8 },
  );
const never = fc.constant(0);
const sometimes = fc.constantFrom(0, 2, 3, 5, 7);
const edit = fc.tuple(
  fc.nat(SOURCES.length - 1),
  fc.constantFrom(...KEYS),
  fc.option(fc.nat(6), { nil: undefined, freq: 3 }),
);
const transactions = fc.array(fc.array(edit, { maxLength: 6 }), { minLength: 1, maxLength: 8 });
const full = fc.array(fc.dictionary(fc.constantFrom(...KEYS), fc.nat(6)), {
  minLength: SOURCES.length,
  maxLength: SOURCES.length,
});

describe.each([
  ['functions that never throw', never],
  ['functions that sometimes throw', sometimes],
])('%s', (_name, throws) => {
  test('any transactions give what a computation of everything gives', () => {
    fc.assert(
      fc.property(operators(throws), transactions, (wiring, steps) => {
        const pair = new Pair(wiring);
        for (const changes of steps) pair.step(changes);
        pair.clear();
      }),
      { numRuns: 200 },
    );
  });

  test('so does every step of: remove all, add back, edit away, edit back', () => {
    fc.assert(
      fc.property(
        operators(throws),
        full,
        fc.infiniteStream(fc.nat()),
        fc.nat(3),
        (wiring, contents, random, batch) => {
          const pair = new Pair(wiring);
          const entries = contents.flatMap((content, index) =>
            Object.entries(content).map(([key, value]) => [index, key, value] as const),
          );
          const rounds: ((entry: (typeof entries)[number]) => readonly [number, string, number | undefined])[] = [
            (entry) => entry,
            ([index, key]) => [index, key, undefined],
            (entry) => entry,
            ([index, key, value]) => [index, key, value + 1],
            (entry) => entry,
          ];
          for (const round of rounds) {
            const changes = shuffled(entries.map(round), random);
            for (let at = 0; at < changes.length; at += batch + 1) pair.step(changes.slice(at, at + batch + 1));
          }
          pair.clear();
        },
      ),
      { numRuns: 75 },
    );
  });
});

function shuffled<T>(items: readonly T[], random: Iterator<number>): readonly T[] {
  return items
    .map((item) => [random.next().value as number, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
