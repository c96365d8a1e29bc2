import { describe, expect, test } from '@jest/globals';
import { type Collection, Graph } from './index.js';

const contentOf = <V>(collection: Collection<V>) => Object.fromEntries(collection.entries());

describe('wiring', () => {
  test('a name is used once', () => {
    const graph = new Graph();
    graph.source('routes');
    expect(() => graph.source('routes')).toThrow('there already is a collection "routes"');
  });

  test('collections come from the same graph', () => {
    const graph = new Graph();
    const own = graph.source<number>('own');
    const foreign = new Graph().source<number>('foreign');
    const message = '"bad" names "foreign", which is not a collection of the same graph';
    expect(() => graph.map('bad', foreign, {}, () => 1)).toThrow(message);
    expect(() => graph.map('bad', own, { foreign }, () => 1)).toThrow(message);
    expect(() => graph.merge('bad', [own, foreign])).toThrow(message);
    expect(() => graph.groupBy('bad', foreign, () => 'group')).toThrow(message);
    expect(() => graph.count('bad', foreign, () => 'group')).toThrow(message);
    expect(graph.stats().collections.map(({ name }) => name)).toEqual(['own']);
  });

  test('ends with the first transaction', () => {
    const graph = new Graph();
    graph.transaction();
    expect(() => graph.source('late')).toThrow('collection "late" was added after the first transaction');
  });

  test('a read of what was not declared is an error of the function', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const services = graph.source<string>('services');
    graph.map('backends', routes, {}, () => services.get('a'));
    graph.transaction(() => routes.set('r', 'route'));
    expect(graph.errors().map(({ collection, error }) => [collection, String(error)])).toEqual([
      ['backends', 'Error: collection "services" was read by a function directly; declare it among its reads'],
    ]);
  });

  test('a function gets a lookup for each of its reads, under the same name, and nothing else', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const ports = graph.source<number>('ports');
    let got: unknown;
    graph.map('backends', routes, { services: ports, again: ports }, (_route, reads) => {
      got = Object.entries(reads).map(([name, lookup]) => [name, lookup.get('a')]);
      return 1;
    });
    graph.transaction(() => {
      routes.set('r', 'route');
      ports.set('a', 80);
    });
    expect(got).toEqual([
      ['services', 80],
      ['again', 80],
    ]);
    expect(graph.stats().collections[2]?.reads).toEqual(['ports']);
  });

  test('the type checker refuses a name that is not among the reads', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    // @ts-expect-error: there are no services.
    const ports = graph.map('ports', routes, { routes }, (_route, { services }) => typeof services);
    graph.transaction(() => routes.set('r', 'route'));
    expect(contentOf(ports)).toEqual({ r: 'undefined' });
  });

  test('a function may read other keys of its input, if that is among its reads', () => {
    const graph = new Graph();
    const numbers = graph.source<number>('numbers');
    const sums = graph.map('sums', numbers, { numbers }, (number, { numbers }) => number + (numbers.get('base') ?? 0));
    graph.transaction(() => numbers.replace(Object.entries({ a: 1, base: 10 })));
    expect(contentOf(sums)).toEqual({ a: 11, base: 20 });
    graph.transaction(() => numbers.set('base', 20));
    expect(contentOf(sums)).toEqual({ a: 21, base: 40 });
  });

  test('a lookup is of no use after the function has returned, nor to another function', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const services = graph.source<string>('services');
    let escaped = () => {};
    graph.map('lazy', routes, { services }, (_route, { services }) => {
      escaped = () => services.get('a');
      return 1;
    });
    graph.map('borrowing', routes, { services }, () => escaped());
    graph.transaction(() => routes.set('r', 'route'));
    const message = '"services" was read through a lookup of "lazy" outside of a call of its function';
    expect(escaped).toThrow(message);
    expect(graph.errors().map(({ collection, error }) => [collection, String(error)])).toEqual([
      ['borrowing', `Error: ${message}`],
    ]);
  });

  test('a lookup is of no use after the function has thrown', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    let escaped = () => {};
    graph.map('failing', routes, { routes }, (_route, { routes }) => {
      escaped = () => routes.get('a');
      throw new Error('failed');
    });
    graph.transaction(() => routes.set('r', 'route'));
    expect(escaped).toThrow('outside of a call of its function');
  });
});

describe('a source', () => {
  test('takes a whole new content as what differs', () => {
    const graph = new Graph();
    const source = graph.source<{ n: number }>('source');
    graph.transaction(() => source.replace(Object.entries({ a: { n: 1 }, b: { n: 2 }, c: { n: 3 } })));
    const heard: string[][] = [];
    source.subscribe((changes) => heard.push([...changes.keys()].sort()));
    graph.transaction(() => {
      source.set('dropped by replace', { n: 0 });
      source.replace(Object.entries({ a: { n: 1 }, b: { n: 4 }, d: { n: 5 } }));
      source.set('e', { n: 6 });
    });
    expect(contentOf(source)).toEqual({ a: { n: 1 }, b: { n: 4 }, d: { n: 5 }, e: { n: 6 } });
    expect(heard).toEqual([['b', 'c', 'd', 'e']]);
  });

  test('compares with its own equality', () => {
    const graph = new Graph();
    const source = graph.source<{ version: number; at: string }>('source', {
      equals: (a, b) => a.version === b.version,
    });
    graph.transaction(() => source.set('a', { version: 1, at: 'noon' }));
    graph.transaction(() => source.set('a', { version: 1, at: 'midnight' }));
    expect(source.get('a')?.at).toBe('noon');
  });

  test('cannot be changed by a function', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const others = graph.source<string>('others');
    const changes = [() => others.set('a', 'b'), () => others.delete('a'), () => others.replace([])];
    graph.map('impure', routes, {}, (_route, _reads, key) => changes[Number(key)]?.());
    graph.transaction(() => routes.replace(changes.map((_change, index) => [String(index), 'route'])));
    expect(graph.errors().map(({ error }) => String(error))).toEqual(
      changes.map(() => 'Error: source "others" cannot be changed by a function of the graph'),
    );
    expect(graph.pending).toBe(false);
  });
});

describe('a transaction', () => {
  test('calls each function once for each key, however many of its reads changed', () => {
    const graph = new Graph();
    const numbers = graph.source<number>('numbers');
    const calls: string[] = [];
    const left = graph.map('left', numbers, {}, (number) => number + 1);
    const right = graph.map('right', left, { numbers }, (number, { numbers }, key) => number + (numbers.get(key) ?? 0));
    graph.map('both', right, { left, numbers }, (number, { left, numbers }, key) => {
      calls.push(key);
      return number + (left.get(key) ?? 0) + (numbers.get(key) ?? 0) + (numbers.get('a') ?? 0);
    });
    graph.transaction(() => numbers.replace(Object.entries({ a: 1, b: 2 })));
    expect(calls.splice(0).sort()).toEqual(['a', 'b']);
    graph.transaction(() => numbers.set('b', 3));
    expect(calls.splice(0)).toEqual(['b']);
    graph.transaction(() => numbers.set('a', 2));
    expect(calls.splice(0).sort()).toEqual(['a', 'b']);
  });

  test('ends where an output is equal', () => {
    const graph = new Graph();
    const numbers = graph.source<number>('numbers');
    const parity = graph.map('parity', numbers, {}, (number) => ({ even: number % 2 === 0 }));
    let calls = 0;
    graph.map('after', parity, {}, () => calls++);
    for (const number of [1, 3, 5, 6]) graph.transaction(() => numbers.set('a', number));
    expect(calls).toBe(2);
    graph.transaction(() => numbers.delete('a'));
    expect(graph.stats().collections[1]).toMatchObject({ computations: 4, unchanged: 2 });
  });

  test('a function forgets what it does not read any more', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const services = graph.source<number>('services');
    let calls = 0;
    graph.map('backends', routes, { services }, (name, { services }) => {
      calls++;
      return services.get(name);
    });
    graph.transaction(() => routes.set('r', 'a'));
    graph.transaction(() => routes.set('r', 'b'));
    calls = 0;
    graph.transaction(() => services.set('a', 1));
    expect(calls).toBe(0);
    graph.transaction(() => services.set('b', 1));
    expect(calls).toBe(1);
  });

  test('a function that gives nothing is asked again', () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const services = graph.source<number>('services');
    const ports = graph.map('ports', routes, { services }, (name, { services }) => services.get(name));
    graph.transaction(() => routes.set('r', 'a'));
    expect(contentOf(ports)).toEqual({});
    graph.transaction(() => services.set('a', 80));
    expect(contentOf(ports)).toEqual({ r: 80 });
    graph.transaction(() => services.delete('a'));
    graph.transaction(() => routes.delete('r'));
    expect(graph.stats().collections[2]).toMatchObject({ computations: 3, unchanged: 1 });
  });

  test('drops what was set by a callback that throws, and only that', () => {
    const graph = new Graph();
    const [one, two] = [graph.source<number>('one'), graph.source<number>('two')];
    graph.transaction(() => one.set('a', 1));
    one.set('b', 1);
    const half = () => {
      one.set('a', 2);
      one.set('b', 2);
      two.set('c', 2);
      throw new Error('half way');
    };
    expect(() => graph.transaction(half)).toThrow('half way');
    expect([contentOf(one), contentOf(two), graph.pending]).toEqual([{ a: 1 }, {}, true]);
    graph.transaction();
    expect([contentOf(one), contentOf(two), graph.pending]).toEqual([{ a: 1, b: 1 }, {}, false]);
  });

  test('has none inside', () => {
    const graph = new Graph();
    const numbers = graph.source<number>('numbers');
    graph.map('nesting', numbers, {}, () => graph.transaction());
    expect(() => graph.transaction(() => graph.transaction())).toThrow(
      'transaction() called inside a transaction, while applying',
    );
    const stop = numbers.subscribe(() => graph.transaction());
    expect(() => graph.transaction(() => numbers.set('a', 1))).toThrow('while publishing');
    expect(String(graph.errors()[0]?.error)).toContain('while computing');
    stop();
    graph.transaction(() => numbers.set('b', 1));
    expect(contentOf(numbers)).toEqual({ a: 1, b: 1 });
  });

  test('a listener may fill sources, for the next one', () => {
    const graph = new Graph();
    const requests = graph.source<string>('requests');
    const replies = graph.source<string>('replies');
    requests.subscribe((changes) => {
      for (const key of changes.keys()) replies.set(key, 'seen');
    });
    graph.transaction(() => requests.set('a', 'hello'));
    expect([contentOf(replies), graph.pending]).toEqual([{}, true]);
    graph.transaction();
    expect([contentOf(replies), graph.pending]).toEqual([{ a: 'seen' }, false]);
  });

  test('calls every listener, and then throws what they threw', () => {
    const graph = new Graph();
    const numbers = graph.source<number>('numbers');
    const heard: number[] = [];
    const stop = numbers.subscribe(() => {
      throw new Error('first');
    });
    numbers.subscribe((changes) => heard.push(changes.size));
    expect(() => graph.transaction(() => numbers.set('a', 1))).toThrow('first');
    numbers.subscribe(() => {
      throw new Error('last');
    });
    const caught = catchError(() => graph.transaction(() => numbers.set('a', 2)));
    expect(caught).toBeInstanceOf(AggregateError);
    expect((caught as AggregateError).errors.map(String)).toEqual(['Error: first', 'Error: last']);
    stop();
    expect(heard).toEqual([1, 1]);
    expect(() => graph.transaction()).not.toThrow();
  });

  test('a subscription made by a listener starts with the next one', () => {
    const graph = new Graph();
    const numbers = graph.source<number>('numbers');
    const heard: string[][] = [];
    const stop = numbers.subscribe(() => {
      stop();
      numbers.subscribe((changes) => heard.push([...changes.keys()]));
    });
    graph.transaction(() => numbers.set('a', 1));
    graph.transaction(() => numbers.set('b', 1));
    expect(heard).toEqual([['b']]);
  });

  test('the same listener twice is two subscriptions', () => {
    const graph = new Graph();
    const numbers = graph.source<number>('numbers');
    let calls = 0;
    const listener = () => {
      calls++;
    };
    const [stop] = [numbers.subscribe(listener), numbers.subscribe(listener)];
    graph.transaction(() => numbers.set('a', 1));
    stop();
    stop();
    graph.transaction(() => numbers.set('a', 2));
    expect(calls).toBe(3);
  });
});

describe('merge', () => {
  test('prefers the first input that has the key, and falls back when it goes away', () => {
    const graph = new Graph();
    const [first, second] = [graph.source<string>('first'), graph.source<string>('second')];
    const merged = graph.merge('merged', [first, second]);
    const heard: string[][] = [];
    merged.subscribe((changes) => heard.push([...changes.keys()]));
    graph.transaction(() => second.replace(Object.entries({ a: 'second', b: 'second' })));
    graph.transaction(() => first.set('a', 'first'));
    expect(contentOf(merged)).toEqual({ a: 'first', b: 'second' });
    graph.transaction(() => second.set('a', 'hidden'));
    expect(heard).toEqual([['a', 'b'], ['a']]);
    graph.transaction(() => first.delete('a'));
    expect(contentOf(merged)).toEqual({ a: 'hidden', b: 'second' });
  });
});

describe('looking inside', () => {
  const build = () => {
    const graph = new Graph();
    const routes = graph.source<string>('routes');
    const services = graph.source<number>('services');
    graph.map('backends', routes, { services }, (name, { services }) => {
      if (name === 'bad') throw new Error('bad name');
      return services.get(name) ?? services.get('default');
    });
    graph.transaction(() => {
      routes.replace(Object.entries({ r1: 'a', r2: 'none', r3: 'bad' }));
      services.set('a', 80);
    });
    return graph;
  };

  test('stats describe every collection, in rank order', () => {
    const { transactions, collections } = build().stats();
    expect(transactions).toBe(1);
    expect(collections.map(({ name, kind }) => [name, kind])).toEqual([
      ['routes', 'source'],
      ['services', 'source'],
      ['backends', 'map'],
    ]);
    expect(collections[2]).toMatchObject({
      inputs: ['routes'],
      reads: ['services'],
      size: 1,
      computations: 3,
      unchanged: 1,
      errors: 1,
      failing: 1,
      conflicts: 0,
    });
  });

  test('a dump tells what the function of each key read and threw', () => {
    const graph = build();
    expect(graph.dump('backends')).toEqual([
      { key: 'r1', reads: [{ collection: 'services', key: 'a' }] },
      {
        key: 'r2',
        reads: [
          { collection: 'services', key: 'none' },
          { collection: 'services', key: 'default' },
        ],
      },
      { key: 'r3', reads: [], error: new Error('bad name') },
    ]);
    expect(graph.dump('routes')).toEqual([]);
    expect(() => graph.dump('nothing')).toThrow('no collection is called "nothing"');
  });

  test('a collection is found by its name', () => {
    const graph = build();
    expect([...(graph.collection('backends')?.entries() ?? [])]).toEqual([['r1', 80]]);
    expect(graph.collection('nothing')).toBeUndefined();
  });
});

function catchError(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
