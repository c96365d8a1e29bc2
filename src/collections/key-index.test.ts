import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { KeyIndex } from './key-index.js';

describe('KeyIndex', () => {
  test('is a map of sets', () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const edit = fc.record({ add: fc.boolean(), key, member: fc.constantFrom('x', 'y', 'z') });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const index = new KeyIndex();
        const model = new Map<string, Set<string>>();
        for (const { add, key, member } of edits) {
          const set = model.get(key) ?? new Set();
          if (add) {
            expect(index.add(key, member)).toBe(!set.has(member));
            model.set(key, set.add(member));
          } else {
            index.delete(key, member);
            set.delete(member);
            if (set.size === 0) model.delete(key);
          }
          expect(index.size).toBe(model.size);
          for (const each of ['a', 'b', 'c']) {
            const members: string[] = [];
            index.forEach(each, (member) => members.push(member));
            expect(members.sort()).toEqual([...(model.get(each) ?? [])].sort());
          }
        }
      }),
    );
  });
});
