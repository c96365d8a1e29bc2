import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { regexSize } from './regex-size.js';

const PARTS = [
  'a',
  '.',
  '[a-f]',
  '[^/]',
  '\\pL',
  '\\p{Lu}',
  '(?:',
  '(',
  '(?i:',
  '(?<n>',
  ')',
  ')',
  ')',
  '|',
  '*',
  '+?',
  '?',
].concat([
  '{3}',
  '{2,}',
  '{0,7}',
  '{2,5}',
  '\\Qa*{2}\\E',
  '\\x{41}',
  '[]a]',
  '[[:alpha:]x]',
  '[\\]{3}]',
  '{',
  '(?i)',
  '$',
  '\\b',
]);

describe('regexSize', () => {
  test('is no smaller than the program, whatever the expression consists of', () => {
    let compiled = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PARTS), { maxLength: 12 }), (parts) => {
        const pattern = parts.join('');
        const program = programOf(pattern);
        if (program === undefined) return;
        compiled++;
        const { instructions } = regexSize(pattern);
        // A few may be missing for anchors and open repetitions, never a repetition.
        expect(instructions).toBeGreaterThanOrEqual(program - 1 - parts.length);
      }),
      { numRuns: 3000 },
    );
    expect(compiled).toBeGreaterThan(300);
  });

  test.each([
    ['x{1000}', 1002],
    ['(?:ab){1000}', 2002],
    ['(?:a(?i)b){1000}', 2002],
    ['\\Qx{1000}\\E', 13],
    ['[x{1000}]', 3],
    ['\\pL', 3],
    ['\\(x{1000}', 1003],
    ['(?P<name>x){1000}', 3002],
    ['x{0,1000}', 2001],
    ['x{1000,}', 1002],
    ['(){1000}', 3002],
    ['(?:|a){1000}', 3002],
    ['(a|){1000}', 5002],
  ])('%s has %i', (pattern, size) => expect(regexSize(pattern).instructions).toBe(size));

  test('a Unicode class is more work than a character', () => {
    expect(regexSize('[\\pL\\p{Lu}]\\PN').work).toBeGreaterThan(300);
    expect(regexSize('[a-z]').work).toBeLessThan(20);
  });

  test('repetitions beyond any that is valid are still a number', () =>
    expect(regexSize(`x{${'9'.repeat(400)}}`).instructions).toBe(1003));
});

function programOf(pattern: string): number | undefined {
  try {
    return (RE2JS.compile(pattern) as unknown as { re2Input: { prog: { inst: unknown[] } } }).re2Input.prog.inst.length;
  } catch {
    return undefined;
  }
}
