import { describe, expect, test } from '@jest/globals';
import { ManualClock } from '../kubernetes/testing/manual-clock.js';
import { type Outcome, type WriteLimits, WriteQueue } from './write-queue.js';

/** A queue whose writes end when the test says so. */
function world(limits: Partial<WriteLimits> = {}, isDue: (key: string) => boolean = () => true) {
  const clock = new ManualClock();
  const written: string[] = [];
  const times: number[] = [];
  const open: ((outcome?: Outcome) => void)[] = [];
  const queue = new WriteQueue({
    next: (key) =>
      isDue(key)
        ? () =>
            new Promise((resolve) => {
              written.push(key);
              times.push(clock.now());
              open.push((outcome = 'written') => resolve(outcome));
            })
        : undefined,
    limits,
    clock,
  });
  const end = async (outcome?: Outcome) => {
    for (const one of open.splice(0)) one(outcome);
    await clock.pass(0);
  };
  return { clock, written, times, open, queue, end };
}

describe('the queue of writes', () => {
  test('a key is written once, however often it was added before', async () => {
    const { clock, queue, written, end } = world();
    for (let i = 0; i < 10; i++) queue.add('HTTPRoute/a/b');
    expect(written).toEqual([]);
    await clock.pass(0);
    expect(written).toEqual(['HTTPRoute/a/b']);
    await end();
    await clock.pass(60_000);
    expect(written).toHaveLength(1);
    expect(queue.size).toBe(0);
  });

  test('a key is never written twice at a time, and again when it changed meanwhile', async () => {
    const { clock, queue, written, end } = world();
    queue.add('HTTPRoute/a/b');
    await clock.pass(0);
    queue.add('HTTPRoute/a/b');
    await clock.pass(60_000);
    expect(written).toHaveLength(1);
    await end();
    await clock.pass(60_000);
    expect(written).toHaveLength(2);
  });

  test('kinds have their turn one after the other, keys of a kind in their order', async () => {
    const { clock, queue, written, end } = world({ concurrency: 1 });
    for (let i = 0; i < 4; i++) queue.add(`HTTPRoute/a/${i}`);
    queue.add('Gateway/a/web');
    queue.add('Gateway/a/other');
    for (let i = 0; i < 6; i++) {
      await clock.pass(10);
      await end();
    }
    expect(written).toEqual([
      'HTTPRoute/a/0',
      'Gateway/a/web',
      'HTTPRoute/a/1',
      'Gateway/a/other',
      'HTTPRoute/a/2',
      'HTTPRoute/a/3',
    ]);
  });

  test('no more at a time than it may', async () => {
    const { clock, queue, written, open } = world({ concurrency: 3 });
    for (let i = 0; i < 10; i++) queue.add(`HTTPRoute/a/${i}`);
    await clock.pass(1_000);
    expect(written).toHaveLength(3);
    open[1]?.();
    await clock.pass(1_000);
    expect(written).toHaveLength(4);
  });

  test('no more at once than the burst, and the rest at its rate', async () => {
    const { clock, queue, written } = world({ concurrency: 1_000, burst: 5, perSecond: 10 });
    for (let i = 0; i < 100; i++) queue.add(`HTTPRoute/a/${i}`);
    await clock.pass(50);
    expect(written).toHaveLength(5);
    await clock.pass(3_000);
    expect(written.length).toBeGreaterThanOrEqual(30);
    expect(written.length).toBeLessThanOrEqual(36);
    await clock.pass(7_000);
    expect(written).toHaveLength(100);
  });

  test('what has nothing to write costs no write, however many there are', async () => {
    const { clock, queue, written } = world({ burst: 1, perSecond: 0.001 }, (key) => key.endsWith('/last'));
    for (let i = 0; i < 1_000; i++) queue.add(`HTTPRoute/a/${i}`);
    queue.add('HTTPRoute/a/last');
    await clock.pass(10);
    expect(written).toEqual(['HTTPRoute/a/last']);
    expect(queue.size).toBe(1);
  });

  test('one that changes all the time is written less and less often; one that rests, at once', async () => {
    const { clock, queue, times, end } = world();
    // 1,000 changes in 200 seconds.
    for (let i = 0; i < 1_000; i++) {
      queue.add('Gateway/a/web');
      await clock.pass(200);
      await end();
    }
    expect(times[0]).toBe(0);
    expect(times.length).toBeLessThan(90);
    const last = clock.now();
    await clock.pass(3_000);
    await end();
    // Soon after the last change, for nothing came any more.
    expect((times.at(-1) ?? 0) - last).toBeLessThanOrEqual(750);
    await clock.pass(20_000);
    const before = clock.now();
    queue.add('Gateway/a/web');
    await clock.pass(1);
    expect(times.at(-1)).toBe(before);
  });

  test('1,000 changes at once are two writes', async () => {
    const { clock, queue, written, end } = world();
    for (let i = 0; i < 1_000; i++) {
      queue.add('Gateway/a/web');
      if (i % 100 === 0) await clock.pass(0);
      await end();
    }
    await clock.pass(10_000);
    expect(written).toHaveLength(2);
  });

  test('what somebody keeps undoing is written once a minute at most', async () => {
    const { clock, queue, times, end } = world();
    for (let i = 0; i < 7_200; i++) {
      queue.add('HTTPRoute/a/b');
      await clock.pass(500);
      await end('restored');
    }
    expect(times.length).toBeLessThan(80);
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  test('a failure is tried again after growing waits, longer when the server asks for it, and delays nobody else', async () => {
    const { clock, queue, written, times, end } = world();
    queue.add('HTTPRoute/a/b');
    for (let i = 0; i < 5; i++) {
      await clock.pass(i === 0 ? 0 : 40_000);
      await end({ failed: 'trouble' });
    }
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(written).toHaveLength(5);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(250);
    await clock.pass(40_000);
    await end({ failed: 'trouble', retryAfterMs: 50_000 });
    await clock.pass(49_000);
    expect(written).toHaveLength(6);
    queue.add('HTTPRoute/a/c');
    await clock.pass(0);
    expect(written.at(-1)).toBe('HTTPRoute/a/c');
    await clock.pass(20_000);
    expect(written).toHaveLength(8);
  });

  test('a server that does not answer is asked every few seconds', async () => {
    const { clock, queue, written, end } = world();
    queue.add('HTTPRoute/a/b');
    for (let i = 0; i < 120; i++) {
      await clock.pass(1_000);
      await end({ failed: 'silence' });
    }
    expect(written.length).toBeGreaterThan(20);
    expect(written.length).toBeLessThan(60);
  });

  test('what is forgotten or cleared is not written', async () => {
    const { clock, queue, written } = world();
    queue.add('HTTPRoute/a/b');
    queue.forget('HTTPRoute/a/b');
    queue.add('HTTPRoute/a/c');
    await clock.pass(10);
    expect(written).toEqual(['HTTPRoute/a/c']);
    queue.add('HTTPRoute/a/d');
    queue.clear();
    await clock.pass(10_000);
    expect(written).toHaveLength(1);
  });
});
