import { expect, test } from '@jest/globals';
import { FairSlots } from './fair-slots.js';

function taker(slots: FairSlots, key: string) {
  const evicted: number[] = [];
  const releases: ((() => void) | undefined)[] = [];
  const take = (count: number) => {
    for (let each = 0; each < count; each += 1) {
      const index = releases.length;
      releases.push(slots.take(key, () => evicted.push(index)));
    }
  };
  return { evicted, releases, take, held: () => releases.filter(Boolean).length - evicted.length };
}

test('who takes all of them loses them to who has fewer, the newest first', () => {
  const slots = new FairSlots(10);
  const greedy = taker(slots, 'greedy');
  const other = taker(slots, 'other');
  greedy.take(20);
  expect(greedy.held()).toBe(10);
  other.take(4);
  expect(greedy.evicted).toEqual([9, 8, 7, 6]);
  other.take(4);
  expect([greedy.held(), other.held()]).toEqual([5, 5]);
  greedy.take(1);
  expect([greedy.held(), other.held(), slots.size]).toEqual([5, 5, 10]);
});

test('what is given back is free, once, and nothing stays of it', () => {
  const slots = new FairSlots(2);
  const one = taker(slots, 'one');
  one.take(2);
  one.releases[0]?.();
  one.releases[0]?.();
  expect(slots.size).toBe(1);
  one.take(1);
  for (const release of one.releases) release?.();
  expect(slots.size).toBe(0);
});

test('who has lost a slot does not give back that of another one', () => {
  const slots = new FairSlots(2);
  const one = taker(slots, 'one');
  one.take(2);
  taker(slots, 'two').take(1);
  for (const release of one.releases) release?.();
  expect(slots.size).toBe(1);
});
