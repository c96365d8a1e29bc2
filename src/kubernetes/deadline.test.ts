import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Deadline } from './deadline.js';

describe('Deadline', () => {
  test('aborts with its parent, with the same reason', () => {
    const parent = new AbortController();
    const { signal } = new Deadline(parent.signal);
    expect(signal.aborted).toBe(false);
    parent.abort(new Error('enough'));
    expect(signal.reason).toEqual(new Error('enough'));
    expect(new Deadline(parent.signal).signal.aborted).toBe(true);
  });

  test('aborts when what is expected does not come, and only then', async () => {
    const deadline = new Deadline();
    deadline.expect(60_000, 'never');
    deadline.expect(1, 'too late');
    await new Promise((resolve) => deadline.signal.addEventListener('abort', resolve));
    expect([deadline.expired, deadline.signal.reason]).toEqual([true, new Error('too late')]);
    const rested = new Deadline();
    rested.expect(1, 'too late');
    rested.rest();
    const other = new Deadline();
    other.expect(5, 'later than the other');
    await new Promise((resolve) => other.signal.addEventListener('abort', resolve));
    expect([rested.expired, rested.signal.aborted]).toEqual([false, false]);
  });

  test('leaves nothing behind at a parent that lives on', () => {
    const parent = new AbortController();
    for (let round = 0; round < 100; round += 1) {
      const deadline = new Deadline(parent.signal);
      deadline.expect(60_000, 'never');
      deadline.end();
    }
    expect(getEventListeners(parent.signal, 'abort')).toHaveLength(0);
  });
});
