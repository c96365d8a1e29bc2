import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Collection, Graph } from './index.js';

type Outputs = readonly (readonly [string, string])[];

describe('flatMap', () => {
  const setUp = () => {
    const graph = new Graph();
    const input = graph.source<Outputs>('input');
    const subject = graph.flatMap('subject', input, {}, (outputs) => outputs);
    const heard: string[][] = [];
    subject.subscribe((changes) => heard.push([...changes.keys()].sort()));
    const conflicts = () => graph.stats().collections[1]?.conflicts;
    return { graph, input, subject, heard, conflicts };
  };
  const contentOf = <V>(collection: Collection<V>) => Object.fromEntries(collection.entries());

  test('replaces all outputs of an input, and tells which differ', () => {
    const { graph, input, subject, heard } = setUp();
    graph.transaction(() => input.set('a', Object.entries({ x: '1', y: '1', z: '1' })));
    graph.transaction(() => input.set('a', Object.entries({ x: '1', y: '2', w: '1' })));
    expect(contentOf(subject)).toEqual({ x: '1', y: '2', w: '1' });
    expect(heard).toEqual([
      ['x', 'y', 'z'],
      ['w', 'y', 'z'],
    ]);
    graph.transaction(() => input.set('a', []));
    expect(contentOf(subject)).toEqual({});
  });

  test('of equal keys in one result the first counts', () => {
    const { graph, input, subject, conflicts } = setUp();
    graph.transaction(() =>
      input.set('a', [
        ['x', 'first'],
        ['x', 'second'],
      ]),
    );
    expect([contentOf(subject), conflicts()]).toEqual([{ x: 'first' }, 0]);
  });

  test('an undefined output is none', () => {
    const graph = new Graph();
    const input = graph.source<number>('input');
    const subject = graph.flatMap('subject', input, {}, (value): [string, number | undefined][] => [
      ['x', undefined],
      ['x', value],
      ['y', undefined],
    ]);
    graph.transaction(() => input.set('a', 1));
    expect(contentOf(subject)).toEqual({ x: 1 });
  });

  test('the smallest input wins, whatever came first, and the next takes over', () => {
    const inputs = ['a', 'b', 'c', 'd'];
    const order = fc.shuffledSubarray(inputs, { minLength: inputs.length });
    fc.assert(
      fc.property(order, order, (arrivals, departures) => {
        const { graph, input, subject, conflicts } = setUp();
        const present = new Set<string>();
        const check = () => {
          expect(subject.get('x')).toBe([...present].sort()[0]);
          expect(conflicts()).toBe(present.size > 1 ? 1 : 0);
        };
        for (const key of arrivals) {
          present.add(key);
          graph.transaction(() => input.set(key, [['x', key]]));
          check();
        }
        for (const key of departures) {
          present.delete(key);
          graph.transaction(() => input.delete(key));
          check();
        }
      }),
    );
  });

  test('an output that moves to another input in one transaction is one change, or none', () => {
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const { graph, input, subject, heard } = setUp();
      const [from, to] = order as [string, string];
      graph.transaction(() => input.set(from, Object.entries({ x: 'same', y: 'old' })));
      graph.transaction(() => {
        input.set(to, Object.entries({ x: 'same', y: 'new' }));
        input.delete(from);
      });
      expect(contentOf(subject)).toEqual({ x: 'same', y: 'new' });
      expect(heard).toEqual([['x', 'y'], ['y']]);
    }
  });

  test('a change of a losing output is heard by nobody, and shows when it wins', () => {
    const { graph, input, subject, heard } = setUp();
    graph.transaction(() => input.replace(Object.entries({ a: [['x', 'a']], b: [['x', 'b']] })));
    graph.transaction(() => input.set('b', [['x', 'b2']]));
    expect(heard).toHaveLength(1);
    graph.transaction(() => input.delete('a'));
    expect(contentOf(subject)).toEqual({ x: 'b2' });
  });
});
