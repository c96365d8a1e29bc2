import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Turns } from './turns.js';

test('between two turns others get theirs, and what fails stops none', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const other = (async () => {
    for (let round = 0; round < 4; round++) {
      await setImmediate();
      order.push('other');
    }
  })();
  const taken = ['a', 'b', 'c'].map((name) =>
    turns.take(() => {
      order.push(name);
      if (name === 'b') throw new Error('b fails');
      return name;
    }),
  );
  const results = await Promise.allSettled(taken);
  await other;
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(order.filter((name) => name !== 'other')).toEqual(['a', 'b', 'c']);
  const between = order.slice(order.indexOf('a'), order.indexOf('c'));
  expect(between.filter((name) => name === 'other').length).toBeGreaterThanOrEqual(2);
});
