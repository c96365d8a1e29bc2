import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Claims } from './claims.js';

describe('Claims', () => {
  test('the smallest claimant wins, in whatever order claims come and go', () => {
    const edit = fc.record({
      key: fc.constantFrom('k', 'l'),
      by: fc.constantFrom('a', 'b', 'c'),
      value: fc.option(fc.nat(3), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const claims = new Claims<number>();
        const model: Record<string, Map<string, number>> = { k: new Map(), l: new Map() };
        for (const { key, by, value } of edits) {
          if (value === undefined) claims.delete(key, by);
          else claims.set(key, by, value);
          if (value === undefined) model[key]?.delete(by);
          else model[key]?.set(by, value);
          for (const [name, expected] of Object.entries(model)) {
            expect(claims.winner(name)).toBe(expected.get([...expected.keys()].sort()[0] ?? ''));
            for (const claimant of 'abc') expect(claims.get(name, claimant)).toBe(expected.get(claimant));
          }
          const sizes = Object.values(model).map(({ size }) => size);
          expect(claims.size).toBe(sizes.filter((size) => size > 0).length);
          expect(claims.contested).toBe(sizes.filter((size) => size > 1).length);
        }
      }),
    );
  });
});
