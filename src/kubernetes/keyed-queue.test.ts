import { describe, expect, test } from '@jest/globals';
import { ApiError } from './api-error.js';
import { KeyedQueue, type Outcome, type QueueLimits } from './keyed-queue.js';
import { ManualClock } from './testing/manual-clock.js';

const LIMITS: QueueLimits = {
  concurrency: 8,
  perSecond: 100,
  burst: 200,
  firstGapMs: 100,
  mostGapMs: 3_000,
  mostRestoreGapMs: 60_000,
  firstRetryMs: 500,
  mostRetryMs: 30_000,
  mostUnreachableMs: 5_000,
};
const UNBOUNDED: QueueLimits = {
  ...LIMITS,
  perSecond: Number.POSITIVE_INFINITY,
  burst: Number.POSITIVE_INFINITY,
  ...{ firstGapMs: 0, mostGapMs: 0, mostRestoreGapMs: 0 },
};

/** A queue whose work ends when the test says so. Groups of a key are what is before its last slash. */
function world(limits: Partial<QueueLimits> = {}, isDue: (key: string) => boolean = () => true) {
  const clock = new ManualClock();
  const written: string[] = [];
  const times: number[] = [];
  const open: ((outcome?: Outcome | Error) => void)[] = [];
  const queue = new KeyedQueue({
    groupsOf: (key) => key.split('/').slice(0, -1),
    next: (key) =>
      isDue(key)
        ? () =>
            new Promise((resolve, reject) => {
              written.push(key);
              times.push(clock.now());
              open.push((outcome = 'done') => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
            })
        : undefined,
    limits: { ...LIMITS, ...limits },
    clock,
  });
  const end = async (outcome?: Outcome | Error) => {
    for (const one of open.splice(0)) one(outcome);
    await clock.pass(0);
  };
  return { clock, written, times, open, queue, end };
}

describe('the queue', () => {
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

  test('groups have their turn one after the other at each level, keys of a group in their order', async () => {
    const { clock, queue, written, end } = world({ concurrency: 1 });
    for (let i = 0; i < 4; i++) queue.add(`HTTPRoute/a/${i}`);
    for (let i = 0; i < 2; i++) queue.add(`HTTPRoute/b/${i}`);
    queue.add('Gateway/a/web');
    queue.add('Gateway/a/other');
    while (queue.size > 0) {
      await clock.pass(10);
      await end();
    }
    expect(written).toEqual([
      'HTTPRoute/a/0',
      'Gateway/a/web',
      'HTTPRoute/b/0',
      'Gateway/a/other',
      'HTTPRoute/a/1',
      'HTTPRoute/b/1',
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

  test('what another writer keeps undoing is written once a minute at most', async () => {
    const { clock, queue, times, end } = world();
    for (let i = 0; i < 7_200; i++) {
      queue.add('HTTPRoute/a/b');
      await clock.pass(500);
      await end('restored');
    }
    expect(times.length).toBeLessThan(80);
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  test('a failure is tried again after growing waits, longer when the server asks for it, and delays no other key', async () => {
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

  test('work that throws is tried again: soon without an answer, as asked with one, and after anything else', async () => {
    const { clock, queue, written, end } = world({ ...UNBOUNDED, mostUnreachableMs: 500 });
    queue.add('a/b');
    await clock.pass(0);
    for (let i = 1; i <= 5; i++) {
      await end(new ApiError({ message: 'no answer' }));
      await clock.pass(500);
      expect(written).toHaveLength(i + 1);
    }
    await end(new ApiError({ message: 'busy', code: 429, retryAfterMs: 20_000 }));
    await clock.pass(19_000);
    expect(written).toHaveLength(6);
    await clock.pass(6_000);
    expect(written).toHaveLength(7);
    await end(new TypeError('a mistake'));
    await clock.pass(40_000);
    expect(written).toHaveLength(8);
  });

  test('something new about a key ends its wait after a failure, also when it came meanwhile; anything else does not', async () => {
    const { clock, queue, written, end } = world({ ...UNBOUNDED, firstRetryMs: 10_000 });
    queue.add('a/b');
    await clock.pass(0);
    await end({ failed: 'trouble' });
    queue.add('a/b');
    await clock.pass(1_000);
    expect(written).toHaveLength(1);
    queue.add('a/b', { urgent: true });
    await clock.pass(0);
    expect(written).toHaveLength(2);
    queue.add('a/b', { urgent: true });
    queue.add('a/b');
    await end({ failed: 'trouble' });
    await clock.pass(0);
    expect(written).toHaveLength(3);
    queue.add('a/b');
    await end({ failed: 'trouble' });
    await clock.pass(1_000);
    expect(written).toHaveLength(3);
  });

  test('without a rate and gaps everything is worked on as soon as it may be, and nothing is kept of it', async () => {
    const { clock, queue, written, end } = world({ ...UNBOUNDED, concurrency: 4 });
    for (let i = 0; i < 1_000; i++) queue.add(`a/${i}`);
    while (queue.size > 0) {
      await clock.pass(0);
      await end();
    }
    expect(written).toHaveLength(1_000);
    expect(clock.now()).toBe(0);
  });

  test('what waits when it is paused, after a failure too, goes on when it is resumed', async () => {
    const { clock, queue, written, end } = world({ concurrency: 1 });
    queue.add('a/b');
    await clock.pass(0);
    await end({ failed: 'trouble' });
    queue.add('a/c');
    queue.pause();
    queue.pause();
    queue.add('a/d');
    await clock.pass(100_000);
    expect(written).toEqual(['a/b']);
    expect(queue.size).toBe(3);
    queue.resume();
    for (let i = 0; i < 3; i++) {
      await clock.pass(0);
      await end();
    }
    expect(written.slice(1).sort()).toEqual(['a/b', 'a/c', 'a/d']);
    await clock.pass(100_000);
    expect(queue.size).toBe(0);
  });

  test('what fails while it is paused is not tried before it is resumed', async () => {
    const { clock, queue, written, end } = world();
    queue.add('a/b');
    await clock.pass(0);
    queue.pause();
    await end({ failed: 'trouble' });
    await clock.pass(100_000);
    expect(written).toHaveLength(1);
    queue.resume();
    await clock.pass(0);
    expect(written).toHaveLength(2);
  });

  test('one that begins paused does nothing before it is resumed', async () => {
    const clock = new ManualClock();
    let worked = 0;
    const next = () => async () => {
      worked += 1;
      return 'done' as const;
    };
    const queue = new KeyedQueue({ next, limits: LIMITS, clock, paused: true });
    queue.add('a');
    await clock.pass(1_000);
    expect(worked).toBe(0);
    queue.resume();
    await clock.pass(0);
    expect(worked).toBe(1);
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
