import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EVERYTHING, MILLION, shares } from './share.js';

describe('shares', () => {
  test.each([
    [[1], [EVERYTHING]],
    [
      [1, 1],
      [
        { from: 0, to: 500_000 },
        { from: 500_000, to: MILLION },
      ],
    ],
    [
      [1, 2],
      [
        { from: 0, to: 333_333 },
        { from: 333_333, to: MILLION },
      ],
    ],
    [
      [90, 9, 1],
      [
        { from: 0, to: 900_000 },
        { from: 900_000, to: 990_000 },
        { from: 990_000, to: MILLION },
      ],
    ],
  ])('of %j', (weights, expected) => {
    expect(shares(weights)).toEqual(expected);
  });

  test('follow each other and are everything', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 16 }), (weights) => {
        const all = shares(weights);
        expect(all.map(({ from }) => from)).toEqual([0, ...all.slice(0, -1).map(({ to }) => to)]);
        expect(all.at(-1)?.to).toBe(MILLION);
      }),
    );
  });
});
