import { describe, expect, test } from '@jest/globals';
import { type Collection, type Entry, Graph } from './index.js';

interface Route {
  readonly parents: readonly string[] | string | undefined;
  readonly weight?: number;
}

describe('groupBy and count', () => {
  const setUp = () => {
    const graph = new Graph();
    const routes = graph.source<Route>('routes');
    const groups = graph.groupBy('groups', routes, ({ parents }) => parents);
    const counts = graph.count('counts', routes, ({ parents }) => parents);
    const heard: Record<string, string[]>[] = [];
    const heardBy = <V>(collection: Collection<V>) =>
      collection.subscribe((changes) => heard.push({ [collection.name]: [...changes.keys()].sort() }));
    heardBy(groups);
    heardBy(counts);
    return { graph, routes, groups, counts, heard };
  };
  const members = (groups: Collection<readonly Entry<Route>[]>) =>
    Object.fromEntries(
      Array.from(groups.entries(), ([group, entries]) => [group, entries.map(({ key }) => key).join()]),
    );
  const contentOf = <V>(collection: Collection<V>) => Object.fromEntries(collection.entries());

  test('a value is in one group, in several, each once, or in none', () => {
    const { graph, routes, groups, counts } = setUp();
    graph.transaction(() => {
      routes.set('one', { parents: 'a' });
      routes.set('several', { parents: ['b', 'a', 'b'] });
      routes.set('none', { parents: undefined });
      routes.set('empty', { parents: [] });
    });
    expect(members(groups)).toEqual({ a: 'one,several', b: 'several' });
    expect(contentOf(counts)).toEqual({ a: 2, b: 1 });
  });

  test('entries are sorted by key, in code units, whatever the order of arrival', () => {
    const keys = ['b', 'a', 'ä', 'Z', '10', '9', 'aa', '\u{1F600}', '\uFFFD'];
    const together = setUp();
    together.graph.transaction(() => together.routes.replace(keys.map((key) => [key, { parents: 'g' }])));
    const apart = setUp();
    for (const key of keys) apart.graph.transaction(() => apart.routes.set(key, { parents: 'g' }));
    for (const { groups } of [together, apart]) {
      expect(groups.get('g')?.map(({ key }) => key)).toEqual([...keys].sort());
    }
  });

  test('only the groups that change are told, and counts only when the number changes', () => {
    const { graph, routes, groups, counts, heard } = setUp();
    graph.transaction(() => {
      routes.set('r1', { parents: ['a', 'b'] });
      routes.set('r2', { parents: ['b', 'c'] });
    });
    const untouched = groups.get('c');
    heard.length = 0;
    graph.transaction(() => routes.set('r1', { parents: ['a', 'b'], weight: 2 }));
    expect(heard.splice(0)).toEqual([{ groups: ['a', 'b'] }]);
    graph.transaction(() => routes.set('r1', { parents: ['b', 'd'], weight: 2 }));
    expect(heard.splice(0)).toEqual([{ groups: ['a', 'b', 'd'] }, { counts: ['a', 'd'] }]);
    expect(groups.get('c')).toBe(untouched);
    expect([members(groups), contentOf(counts)]).toEqual([
      { b: 'r1,r2', c: 'r2', d: 'r1' },
      { b: 2, c: 1, d: 1 },
    ]);
  });

  test('a count stays when one comes and another goes', () => {
    const { graph, routes, heard } = setUp();
    graph.transaction(() => routes.set('r1', { parents: 'a' }));
    heard.length = 0;
    graph.transaction(() => {
      routes.delete('r1');
      routes.set('r2', { parents: 'a' });
    });
    expect(heard).toEqual([{ groups: ['a'] }]);
  });

  test('a group is an index: its readers are called again when it changes, and only they', () => {
    const graph = new Graph();
    const gateways = graph.source<string>('gateways');
    const routes = graph.source<Route>('routes');
    const groups = graph.groupBy('groups', routes, ({ parents }) => parents);
    const calls: string[] = [];
    const attached = graph.map('attached', gateways, { groups }, (_gateway, { groups }, key) => {
      calls.push(key);
      return (groups.get(key) ?? []).map((entry) => entry.key);
    });
    graph.transaction(() => gateways.replace(Object.entries({ a: 'A', b: 'B' })));
    calls.length = 0;
    graph.transaction(() => routes.set('r', { parents: 'a' }));
    expect([calls, contentOf(attached)]).toEqual([['a'], { a: ['r'], b: [] }]);
  });

  test('a group is rebuilt once, however many of its members changed', () => {
    const { graph, routes, heard, groups } = setUp();
    graph.transaction(() => {
      for (let index = 0; index < 1000; index++) routes.set(`r${index}`, { parents: 'a' });
    });
    graph.transaction(() => {
      for (let index = 0; index < 1000; index += 2) routes.delete(`r${index}`);
      for (let index = 1; index < 1000; index += 4) routes.set(`r${index}`, { parents: 'a', weight: 2 });
      for (let index = 1000; index < 1100; index++) routes.set(`r${index}`, { parents: 'a' });
    });
    expect(heard.filter((change) => 'groups' in change)).toHaveLength(2);
    expect(groups.get('a')).toEqual(
      [...routes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value })),
    );
  });
});
