import { describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { WriteQueue, type WriteQueueOptions } from './write-queue.js';

/** A queue whose writes end when the test says so. */
function world(options: WriteQueueOptions = {}) {
  const written: string[] = [];
  const open: { key: string; end: (again?: number) => void }[] = [];
  const queue = new WriteQueue(
    (key) =>
      new Promise((resolve) => {
        written.push(key);
        open.push({ key, end: (again) => resolve(again) });
      }),
    { firstGapMs: 1, ...options },
  );
  const begun = (count: number) => eventually(() => expect(written.length).toBe(count), { everyMs: 1 });
  return { written, open, queue, begun };
}

describe('the queue of writes', () => {
  test('a key is written once, however often it was added before', async () => {
    const { queue, written, open, begun } = world();
    for (let i = 0; i < 10; i++) queue.add('HTTPRoute/a/b');
    await begun(1);
    open[0]?.end();
    await eventually(() => expect(queue.size).toBe(0));
    expect(written).toEqual(['HTTPRoute/a/b']);
  });

  test('a key is never written twice at a time, and again when it changed meanwhile', async () => {
    const { queue, open, begun, written } = world();
    queue.add('HTTPRoute/a/b');
    await begun(1);
    queue.add('HTTPRoute/a/b');
    queue.add('HTTPRoute/a/c');
    await begun(2);
    expect(written).toEqual(['HTTPRoute/a/b', 'HTTPRoute/a/c']);
    open[0]?.end();
    await begun(3);
    expect(written[2]).toBe('HTTPRoute/a/b');
  });

  test('Gateways go before the routes that wait', async () => {
    const { queue, open, begun, written } = world({ concurrency: 1 });
    for (let i = 0; i < 5; i++) queue.add(`HTTPRoute/a/${i}`);
    await begun(1);
    queue.add('Gateway/a/web');
    open[0]?.end();
    await begun(2);
    expect(written[1]).toBe('Gateway/a/web');
  });

  test('no more at a time than it may', async () => {
    const { queue, open, begun } = world({ concurrency: 3 });
    for (let i = 0; i < 10; i++) queue.add(`HTTPRoute/a/${i}`);
    await begun(3);
    open[1]?.end();
    await begun(4);
  });

  test('no more at once than the burst, and the rest at its rate', async () => {
    const { queue, open, begun } = world({ concurrency: 100, burst: 5, perSecond: 200 });
    for (let i = 0; i < 10; i++) queue.add(`HTTPRoute/a/${i}`);
    await begun(5);
    for (const { end } of open) end();
    await begun(10);
  });

  test('what is to be tried again is tried again', async () => {
    const { queue, open, begun } = world();
    queue.add('HTTPRoute/a/b');
    await begun(1);
    open[0]?.end(0);
    await begun(2);
    open[1]?.end();
    await eventually(() => expect(queue.size).toBe(0));
  });

  test('one that changes all the time is written less and less often', async () => {
    const { queue, open, begun, written } = world({ firstGapMs: 2, mostGapMs: 10_000 });
    const gaps: number[] = [];
    for (let i = 0; i < 6; i++) {
      queue.add('Gateway/a/web');
      const added = performance.now();
      await begun(i + 1);
      gaps.push(performance.now() - added);
      open[i]?.end();
      await eventually(() => expect(queue.size).toBe(0), { everyMs: 1 });
    }
    expect(written).toHaveLength(6);
    // Doubled each time; what the machine adds is small beside it.
    expect(gaps[5]).toBeGreaterThan(8 * 2);
  });

  test('what is forgotten or cleared is not written', async () => {
    const { queue, written, begun } = world();
    queue.add('HTTPRoute/a/b');
    queue.forget('HTTPRoute/a/b');
    queue.add('HTTPRoute/a/c');
    await begun(1);
    expect(written).toEqual(['HTTPRoute/a/c']);
    queue.add('HTTPRoute/a/d');
    queue.clear();
    expect(queue.size).toBe(1);
  });
});
