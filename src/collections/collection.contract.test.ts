import { describe, expect, test } from '@jest/globals';
import { type Change, type Collection, Graph, type GraphOptions } from './index.js';

/** One kind of collection, filled through sources so that `key` has a value made from a number from 1 to 3. */
interface Subject {
  readonly collection: Collection<unknown>;
  put(key: string, number: number): void;
  remove(key: string): void;
}

interface Kind {
  readonly build: (graph: Graph) => Subject;
  /** The value of the collection after `put(key, number)`. */
  readonly value: (key: string, number: number) => unknown;
}

const asSource = (graph: Graph) => graph.source<{ n: number }>('numbers');

const kinds: Record<string, Kind> = {
  source: {
    build: (graph) => {
      const source = asSource(graph);
      return { collection: source, put: (key, n) => source.set(key, { n }), remove: (key) => source.delete(key) };
    },
    value: (_key, n) => ({ n }),
  },
  map: {
    build: (graph) => {
      const source = asSource(graph);
      const factors = graph.source<number>('factors');
      factors.set('factor', 10);
      return {
        collection: graph.map('map', source, { factors }, ({ n }, { factors }) => ({
          n: n * (factors.get('factor') ?? 0),
        })),
        put: (key, n) => source.set(key, { n }),
        remove: (key) => source.delete(key),
      };
    },
    value: (_key, n) => ({ n: 10 * n }),
  },
  flatMap: {
    build: (graph) => {
      const source = asSource(graph);
      return {
        collection: graph.flatMap('flatMap', source, {}, function* ({ n }, _reads, key) {
          yield [key.slice('of '.length), { n }];
        }),
        put: (key, n) => source.set(`of ${key}`, { n }),
        remove: (key) => source.delete(`of ${key}`),
      };
    },
    value: (_key, n) => ({ n }),
  },
  merge: {
    build: (graph) => {
      const sources = ['one', 'two', 'three'].map((name) => graph.source<{ n: number }>(name));
      const remove = (key: string) => {
        for (const source of sources) source.delete(key);
      };
      return {
        collection: graph.merge('merge', sources),
        put: (key, n) => {
          remove(key);
          for (const source of sources.slice(n - 1)) source.set(key, { n });
        },
        remove,
      };
    },
    value: (_key, n) => ({ n }),
  },
  groupBy: {
    build: (graph) => {
      const source = asSource(graph);
      return {
        collection: graph.groupBy('groupBy', source, (_value, key) => key.slice('of '.length)),
        put: (key, n) => source.set(`of ${key}`, { n }),
        remove: (key) => source.delete(`of ${key}`),
      };
    },
    value: (key, n) => [{ key: `of ${key}`, value: { n } }],
  },
  count: {
    build: (graph) => {
      const source = graph.source<{ group: string }>('members');
      const resize = (group: string, n: number) => {
        for (let member = 1; member <= 3; member++) {
          if (member <= n) source.set(`${group}/${member}`, { group });
          else source.delete(`${group}/${member}`);
        }
      };
      return {
        collection: graph.count('count', source, ({ group }) => group),
        put: resize,
        remove: (group) => resize(group, 0),
      };
    },
    value: (_key, n) => n,
  },
};

describe.each(Object.entries(kinds))('a collection of kind %s', (_kind, { build, value }) => {
  const setUp = (options?: GraphOptions) => {
    const graph = new Graph(options);
    const subject = build(graph);
    const heard: Record<string, Change<unknown>>[] = [];
    const stop = subject.collection.subscribe((changes) => heard.push(Object.fromEntries(changes)));
    return { graph, ...subject, heard, stop };
  };
  type SetUp = ReturnType<typeof setUp>;
  const put = ({ graph, put }: SetUp, content: Record<string, number>) =>
    graph.transaction(() => {
      for (const [key, number] of Object.entries(content)) put(key, number);
    });
  const contentOf = (collection: Collection<unknown>) => Object.fromEntries(collection.entries());

  test('is empty at first', () => {
    const { collection } = setUp();
    expect([collection.size, collection.has('a'), collection.get('a'), [...collection.entries()]]).toEqual([
      0,
      false,
      undefined,
      [],
    ]);
  });

  test('shows what was set in the last transaction', () => {
    const subject = setUp();
    put(subject, { a: 1, b: 2 });
    expect(contentOf(subject.collection)).toEqual({ a: value('a', 1), b: value('b', 2) });
    put(subject, { a: 3, c: 1 });
    expect(contentOf(subject.collection)).toEqual({ a: value('a', 3), b: value('b', 2), c: value('c', 1) });
    subject.graph.transaction(() => subject.remove('b'));
    const { size, ...rest } = {
      size: subject.collection.size,
      a: subject.collection.get('a'),
      b: subject.collection.has('b'),
    };
    expect([size, rest]).toEqual([2, { a: value('a', 3), b: false }]);
  });

  test('waits for the transaction', () => {
    const { graph, collection, put, heard } = setUp();
    put('a', 1);
    expect([graph.pending, collection.size, heard]).toEqual([true, 0, []]);
    graph.transaction();
    expect([graph.pending, collection.size, heard.length]).toEqual([false, 1, 1]);
  });

  test('tells what was added, changed and removed, once per transaction', () => {
    const subject = setUp();
    put(subject, { a: 1, b: 2 });
    subject.graph.transaction(() => {
      subject.put('a', 2);
      subject.remove('b');
      subject.put('c', 3);
    });
    expect(subject.heard).toEqual([
      { a: { before: undefined, after: value('a', 1) }, b: { before: undefined, after: value('b', 2) } },
      {
        a: { before: value('a', 1), after: value('a', 2) },
        b: { before: value('b', 2), after: undefined },
        c: { before: undefined, after: value('c', 3) },
      },
    ]);
  });

  test('tells nothing when nothing is different', () => {
    const subject = setUp();
    put(subject, { a: 1, b: 1 });
    const kept = subject.collection.get('a');
    put(subject, { a: 1 });
    subject.graph.transaction();
    expect(subject.heard).toHaveLength(1);
    expect(subject.collection.get('a')).toBe(kept);
  });

  test('sees only the end of several changes to a key', () => {
    const subject = setUp();
    put(subject, { a: 1, b: 1 });
    subject.graph.transaction(() => {
      subject.put('a', 2);
      subject.put('a', 3);
      subject.remove('b');
      subject.put('b', 1);
      subject.put('c', 1);
      subject.remove('c');
      subject.remove('never there');
    });
    expect(subject.heard.slice(1)).toEqual([{ a: { before: value('a', 1), after: value('a', 3) } }]);
  });

  test('tells when everything was computed', () => {
    const graph = new Graph();
    const subject = build(graph);
    const seen: unknown[] = [];
    subject.collection.subscribe(() => seen.push(contentOf(later)));
    const later = graph.map('later', subject.collection, {}, (_value, _reads, key) => `later ${key}`);
    graph.transaction(() => subject.put('a', 1));
    expect(seen).toEqual([{ a: 'later a' }]);
  });

  test('tells no longer after the subscription ended, by another listener even', () => {
    const subject = setUp();
    const other: unknown[] = [];
    const stopOther = subject.collection.subscribe((changes) => other.push(changes));
    put(subject, { a: 1 });
    subject.stop();
    put(subject, { a: 2 });
    expect([subject.heard.length, other.length]).toEqual([1, 2]);
    stopOther();
    const stopped: unknown[] = [];
    subject.collection.subscribe(() => stopNext());
    const stopNext = subject.collection.subscribe((changes) => stopped.push(changes));
    put(subject, { a: 3 });
    expect([other.length, stopped]).toEqual([2, []]);
  });

  test('gives its changes away for good', () => {
    const subject = setUp();
    const kept: ReadonlyMap<string, Change<unknown>>[] = [];
    subject.collection.subscribe((changes) => kept.push(changes));
    put(subject, { a: 1 });
    put(subject, { a: 2, b: 1 });
    expect([...(kept[0] ?? [])]).toEqual([['a', { before: undefined, after: value('a', 1) }]]);
  });

  test('a function that found a key through its lookup, or found it absent, is called when that key changes', () => {
    const graph = new Graph();
    const questions = graph.source<string>('questions');
    const subject = build(graph);
    const calls: string[] = [];
    const answers = graph.map('answers', questions, { subject: subject.collection }, (asked, { subject }, key) => {
      calls.push(key);
      return { found: subject.get(asked) };
    });
    const steps = [
      () => questions.replace(Object.entries({ a: 'a', b: 'b' })),
      () => subject.put('a', 1),
      () => subject.put('a', 2),
      () => subject.put('unrelated', 1),
      () => subject.remove('a'),
    ];
    const seen = steps.map((step) => {
      calls.length = 0;
      graph.transaction(step);
      return [[...calls].sort(), answers.get('a')];
    });
    expect(seen).toEqual([
      [['a', 'b'], { found: undefined }],
      [['a'], { found: value('a', 1) }],
      [['a'], { found: value('a', 2) }],
      [[], { found: value('a', 2) }],
      [['a'], { found: undefined }],
    ]);
  });

  test('cannot be read by a function directly, not even one that declared it', () => {
    const graph = new Graph();
    const subject = build(graph);
    const reads: Record<string, () => unknown> = {
      get: () => subject.collection.get('a'),
      has: () => subject.collection.has('a'),
      size: () => subject.collection.size,
      entries: () => [...subject.collection.entries()],
    };
    const source = graph.source<string>('methods');
    graph.map('careless', source, { subject: subject.collection }, (method) => reads[method]?.());
    graph.transaction(() => source.replace(Object.keys(reads).map((name) => [name, name])));
    expect(graph.errors().map(({ key }) => key)).toEqual(Object.keys(reads));
    expect(String(graph.errors()[0]?.error)).toContain(`"${subject.collection.name}" was read by a function directly`);
  });

  test('holds nothing after everything was removed', () => {
    const subject = setUp();
    put(subject, { a: 1, b: 2, c: 3 });
    put(subject, { a: 3, b: 1 });
    subject.graph.transaction(() => {
      for (const key of ['a', 'b', 'c']) subject.remove(key);
    });
    const own = subject.graph.stats().collections.filter(({ name }) => name !== 'factors');
    expect(own.map(({ name, size, bookkeeping }) => ({ name, size, bookkeeping }))).toEqual(
      own.map(({ name }) => ({ name, size: 0, bookkeeping: 0 })),
    );
  });

  test('freezes its values when asked to', () => {
    const subject = setUp({ freeze: true });
    put(subject, { a: 1 });
    const found = subject.collection.get('a');
    expect(Object.isFrozen(found)).toBe(true);
    expect(Object.values(Object(found)).every((part) => Object.isFrozen(part))).toBe(true);
  });

  test('a change costs the same among few and among many', () => {
    const work = (others: number) => {
      const subject = setUp();
      put(subject, Object.fromEntries(Array.from({ length: others }, (_, index) => [`other ${index}`, 1])));
      return tableSteps(() => {
        put(subject, { a: 1 });
        put(subject, { a: 2 });
        subject.graph.transaction(() => subject.remove('a'));
      });
    };
    expect(work(10)).toBeGreaterThan(10);
    expect(work(10_000)).toBe(work(10));
  });
});

/** Counts the work that could grow with the size of a collection: each access to, and step through, any map or set. */
function tableSteps(run: () => void): number {
  let steps = 0;
  const restore: (() => void)[] = [];
  const count = (prototype: object, names: readonly string[]) => {
    for (const name of names) {
      const original = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
      restore.push(() => Object.defineProperty(prototype, name, original));
      Object.defineProperty(prototype, name, {
        ...original,
        value(this: unknown, ...parameters: unknown[]) {
          steps++;
          return original.value.apply(this, parameters);
        },
      });
    }
  };
  count(Map.prototype, ['get', 'set', 'has', 'delete', 'forEach']);
  count(Set.prototype, ['add', 'has', 'delete', 'forEach']);
  count(Object.getPrototypeOf(new Map().keys()), ['next']);
  count(Object.getPrototypeOf(new Set().keys()), ['next']);
  try {
    run();
  } finally {
    for (const undo of restore) undo();
  }
  return steps;
}
