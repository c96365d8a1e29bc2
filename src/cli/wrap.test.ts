import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { wrap } from './wrap.js';

describe('wrap', () => {
  test.each([
    ['a b', { width: 10, first: 0, indent: 2 }, ['a b']],
    ['aaa bbb ccc', { width: 7, first: 0, indent: 2 }, ['aaa bbb', '  ccc']],
    ['aaa bbb', { width: 7, first: 4, indent: 4 }, ['aaa', '    bbb']],
    ['abcdefgh', { width: 4, first: 0, indent: 1 }, ['abcd', ' efg', ' h']],
    ['', { width: 4, first: 0, indent: 1 }, ['']],
  ])('%j in %j', (text, options, lines) => expect(wrap(text, options)).toEqual(lines));

  test('loses no letter, and no line is too long', () => {
    const width = fc.integer({ min: 4, max: 40 });
    const text = fc.string({ maxLength: 200 });
    fc.assert(
      fc.property(text, width, fc.nat(3), fc.nat(3), (words, columns, first, indent) => {
        const lines = wrap(words, { width: columns, first, indent });
        for (const [index, line] of lines.entries()) {
          expect(line.length + (index === 0 ? first : 0)).toBeLessThanOrEqual(columns);
        }
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
      }),
    );
  });
});
