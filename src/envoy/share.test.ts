import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isPartial, mirrorPolicy } from './mirror.js';
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

describe('mirrorPolicy', () => {
  const mirror = (numerator: number, denominator: number) => ({ backend: 'm', fraction: { numerator, denominator } });
  const numerator = (...args: Parameters<typeof mirrorPolicy>) =>
    mirrorPolicy(...args).runtime_fraction?.default_value?.numerator;

  test('without a fraction takes everything', () => {
    expect(mirrorPolicy(mirror(3, 3), EVERYTHING)).toEqual({ cluster: 'm', disable_shadow_host_suffix_append: true });
  });

  test.each([
    [mirror(1, 4), EVERYTHING, 250_000],
    [mirror(1, 3), EVERYTHING, 333_333],
    [mirror(0, 100), EVERYTHING, 0],
    [mirror(1, 4), { from: 400_000, to: 800_000 }, 500_000],
    [mirror(0, 4), { from: 400_000, to: 800_000 }, 400_000],
  ])('%j of %j ends at %i', (value, share, expected) => {
    expect(numerator(value, share)).toBe(expected);
  });

  test('knows what is partial', () => {
    expect([mirror(1, 2), mirror(2, 2), mirror(5, 2)].map(isPartial)).toEqual([true, false, false]);
  });
});
