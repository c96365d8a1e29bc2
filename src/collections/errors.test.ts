import { describe, expect, test } from '@jest/globals';
import { type Collection, type Failure, Graph, type Lookup } from './index.js';

const contentOf = <V>(collection: Collection<V>) => Object.fromEntries(collection.entries());

/** Every kind of function, which throws for the value `bad` and for values that a table it reads calls bad. */
const kinds: Record<
  string,
  (graph: Graph, input: Collection<string>, fn: (value: string) => string) => Collection<unknown>
> = {
  map: (graph, input, fn) => graph.map('subject', input, {}, (value) => fn(value)),
  flatMap: (graph, input, fn) => graph.flatMap('subject', input, {}, (value, _reads, key) => [[key, fn(value)]]),
  'flatMap over a generator': (graph, input, fn) =>
    graph.flatMap('subject', input, {}, function* (value, _reads, key) {
      yield [`${key} begun`, value];
      yield [key, fn(value)];
    }),
  groupBy: (graph, input, fn) => graph.groupBy('subject', input, (value) => fn(value)),
  count: (graph, input, fn) => graph.count('subject', input, (value) => fn(value)),
};

describe.each(Object.entries(kinds))('a function of %s that throws', (_name, build) => {
  const setUp = () => {
    const reported: Failure[] = [];
    const graph = new Graph({ onError: (failure) => reported.push(failure) });
    const input = graph.source<string>('input');
    const subject = build(graph, input, (value) => {
      if (value.startsWith('bad')) throw new Error(`${value} value`);
      return value;
    });
    return { graph, input, subject, reported };
  };

  test('keeps the last good output of its key, and stops nothing else', () => {
    const { graph, input, subject, reported } = setUp();
    const step = (content: Record<string, string>) => {
      graph.transaction(() => input.replace(Object.entries(content)));
      return contentOf(subject);
    };
    const [good, others] = [step({ a: 'good', b: 'x' }), step({ a: 'good', b: 'y' })];
    step({ a: 'good', b: 'x' });
    expect(step({ a: 'bad', b: 'x' })).toEqual(good);
    expect(step({ a: 'bad', b: 'y' })).toEqual(others);
    const failure = { collection: 'subject', key: 'a', error: new Error('bad value') };
    expect([graph.errors(), reported]).toEqual([[failure], [failure]]);
  });

  test('is called again with a new input, and counted each time it throws', () => {
    const { graph, input, subject, reported } = setUp();
    const set = (value: string) => graph.transaction(() => input.set('a', value));
    set('good');
    const good = contentOf(subject);
    set('bad');
    set('bad too');
    expect(graph.errors().map(({ error }) => String(error))).toEqual(['Error: bad too value']);
    set('other');
    expect(contentOf(subject)).not.toEqual(good);
    expect(graph.errors()).toEqual([]);
    expect(reported).toHaveLength(2);
    expect(graph.stats().collections[1]).toMatchObject({ errors: 2, failing: 0, computations: 4 });
  });

  test('changes nothing when it recovers with the output that was kept', () => {
    const { graph, input, subject } = setUp();
    let heard = 0;
    for (const value of ['good', 'bad']) graph.transaction(() => input.set('a', value));
    subject.subscribe(() => heard++);
    graph.transaction(() => input.set('a', 'good'));
    expect([heard, graph.errors()]).toEqual([0, []]);
  });

  test('has no output before it succeeds once', () => {
    const { graph, input, subject } = setUp();
    graph.transaction(() => input.set('a', 'bad'));
    expect(contentOf(subject)).toEqual({});
  });

  test('leaves nothing behind when its input goes away', () => {
    const { graph, input, subject } = setUp();
    for (const value of ['good', 'bad']) graph.transaction(() => input.set('a', value));
    graph.transaction(() => input.delete('a'));
    expect([contentOf(subject), graph.errors()]).toEqual([{}, []]);
    expect(graph.stats().collections.map(({ bookkeeping }) => bookkeeping)).toEqual([0, 0]);
  });
});

describe('errors', () => {
  const build = (compute: (name: string, reads: { readonly services: Lookup<string> }) => string) => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const services = graph.source<string>('services');
    const subject = graph.map('subject', routes, { services }, compute);
    return { graph, routes, services, subject };
  };

  test('a function is called again when what it read before it threw changes', () => {
    const { graph, routes, services, subject } = build((name, { services }) => {
      const service = services.get(name);
      if (service === undefined) throw new Error('no service');
      return service;
    });
    graph.transaction(() => routes.set('r', 'a'));
    expect(graph.errors()).toHaveLength(1);
    graph.transaction(() => services.set('b', 'unrelated'));
    expect(graph.stats().collections[2]?.computations).toBe(1);
    graph.transaction(() => services.set('a', 'found'));
    expect([contentOf(subject), graph.errors()]).toEqual([{ r: 'found' }, []]);
  });

  test('a function that changes its input throws when values are frozen', () => {
    const graph = new Graph({ freeze: true });
    const routes = graph.source<{ hosts: string[] }>('routes');
    graph.map('sorted', routes, {}, ({ hosts }) => hosts.sort());
    graph.transaction(() => routes.set('r', { hosts: ['b', 'a'] }));
    expect(graph.errors().map(({ error }) => error)).toEqual([expect.any(TypeError)]);
  });

  test('an equality that throws is reported and counted, and takes the values for different', () => {
    const reported: Failure[] = [];
    const graph = new Graph({ onError: (failure) => reported.push(failure) });
    const equals = () => {
      throw new Error('cannot compare');
    };
    const source = graph.source<number>('source', { equals });
    const mapped = graph.map('mapped', source, {}, (value) => value, { equals });
    for (const value of [1, 2]) graph.transaction(() => source.set('a', value));
    expect(mapped.get('a')).toBe(2);
    expect(reported.map(({ collection, key }) => [collection, key])).toEqual([
      ['source', 'a'],
      ['mapped', 'a'],
    ]);
    expect([graph.errors(), graph.stats().collections.map(({ errors }) => errors)]).toEqual([[], [1, 1]]);
  });

  test('data with a cycle is reported, not fatal', () => {
    const cyclic = () => {
      const value: { self?: unknown } = {};
      value.self = value;
      return value;
    };
    const graph = new Graph();
    const source = graph.source<unknown>('source');
    const groups = graph.groupBy('groups', source, () => 'group');
    for (const value of [cyclic(), cyclic()]) graph.transaction(() => source.set('a', value));
    expect(groups.get('group')?.[0]?.value).toBe(source.get('a'));
    expect(graph.stats().collections.map(({ errors }) => errors)).toEqual([1, 1]);
  });

  test('what onError throws reaches the caller, after the listeners were called', () => {
    const graph = new Graph({
      onError: ({ error }) => {
        throw error;
      },
    });
    const source = graph.source<number>('source');
    graph.map('failing', source, {}, () => {
      throw new Error('of the function');
    });
    let heard = 0;
    source.subscribe(() => heard++);
    expect(() => graph.transaction(() => source.set('a', 1))).toThrow('of the function');
    expect(heard).toBe(1);
  });
});
