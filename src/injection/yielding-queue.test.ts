import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { YieldingQueue } from './yielding-queue.js';

test('between two pieces of work other work gets its turn, and what fails stops none', async () => {
  const queue = new YieldingQueue();
  const order: string[] = [];
  const other = (async () => {
    for (let round = 0; round < 4; round++) {
      await setImmediate();
      order.push('other');
    }
  })();
  const taken = ['a', 'b', 'c'].map((name) =>
    queue.take(() => {
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
