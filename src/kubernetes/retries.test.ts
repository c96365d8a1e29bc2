import { describe, expect, test } from '@jest/globals';
import { Retries } from './retries.js';

const TIMING = { firstRetryMs: 100, mostRetryMs: 3_000, mostUnreachableMs: 400 };

function times(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

/** Whether waits are what they should be, but for a jitter that takes away up to a half. */
function expectWaits(waits: readonly number[], longest: readonly number[]): void {
  for (const [index, most] of longest.entries()) {
    expect(waits[index]).toBeLessThanOrEqual(most);
    expect(waits[index]).toBeGreaterThanOrEqual(most / 2);
  }
}

describe('Retries', () => {
  test('waits longer and longer for a server in trouble, up to a limit', () => {
    const retries = new Retries(TIMING);
    expectWaits(
      times(8, () => retries.afterTrouble()),
      [100, 200, 400, 800, 1600, 3000, 3000, 3000],
    );
    retries.reset();
    expectWaits([retries.afterTrouble()], [100]);
  });

  test('asks a server that does not answer more often', () => {
    const retries = new Retries(TIMING);
    expectWaits(
      times(5, () => retries.afterSilence()),
      [100, 200, 400, 400, 400],
    );
  });

  test('a server that comes back in trouble is given little time at first', () => {
    const retries = new Retries(TIMING);
    times(9, () => retries.afterTrouble());
    retries.afterSilence();
    expectWaits([retries.afterTrouble()], [100]);
  });

  test('does not come back before it is asked to, and not all at once', () => {
    const waits = times(50, () => new Retries(TIMING).afterTrouble(5_000));
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(5_000);
      expect(wait).toBeLessThanOrEqual(6_250);
    }
    expect(new Set(waits).size).toBeGreaterThan(1);
  });

  test('is not sent away for a day', () => {
    expect(new Retries(TIMING).afterTrouble(86_400_000)).toBeLessThanOrEqual(75_000);
  });

  test('lists again at once what is too old, but not again and again', () => {
    const retries = new Retries(TIMING);
    expect(retries.afterExpiry()).toBe(0);
    expectWaits([retries.afterExpiry(), retries.afterExpiry()], [100, 200]);
    retries.reset();
    expect(retries.afterExpiry()).toBe(0);
  });
});
