import { parse } from '@bufbuild/cel';
import { describe, expect, test } from '@jest/globals';
import { celToTypeScript } from '../../scripts/gateway-api/cel-to-typescript.js';
import * as cel from './cel.js';

/** Evaluates an expression as a rule is evaluated: translated, over the functions of this module. */
function evaluate(expression: string, self: unknown = {}): unknown {
  const { code, calls } = celToTypeScript(expression);
  const functions = Object.entries(cel).filter(([name]) => calls.has(name));
  const javascript = code.replaceAll(/\((\w+): unknown\)/g, '($1)');
  return new Function('self', ...functions.map(([name]) => name), `return ${javascript}`)(
    self,
    ...functions.map(([, call]) => call),
  );
}

describe('translated CEL', () => {
  test.each([
    ['has(self.a)', { a: 1 }, true],
    ['has(self.a)', {}, false],
    ['has(self.a)', { a: '' }, true],
    ['has(self.constructor)', {}, false],
    ['self.__namespace__ == "x"', { namespace: 'x' }, true],
    ['self.a != "x"', { a: 'y' }, true],
    ['self.a == self.b', { a: [{ c: 1 }], b: [{ c: 1 }] }, true],
    ['self.a == self.b', { a: { c: 1 }, b: { d: 1 } }, false],
    ['size(self.a)', { a: '\u{1F600}é' }, 2],
    ['self.a.size()', { a: [1, 2] }, 2],
    ['self.a.substring(1)', { a: '\u{1F600}b' }, 'b'],
    ['self.a.split("/")[1]', { a: 'x/y' }, 'y'],
    ['"x" in self.a', { a: { x: 1 } }, true],
    ['"x" in self.a', { a: ['y'] }, false],
    ['self.a.matches("^a+$")', { a: `${'a'.repeat(50_000)}b` }, false],
    ['self.all(k, k.startsWith("a"))', { ab: 1, ac: 2 }, true],
    ['self.a.exists(x, x > 1)', { a: [1, 2] }, true],
    ['self.a.exists_one(x, x > 1)', { a: [2, 2] }, false],
    ['self.a.filter(x, x >= 2).size()', { a: [1, 2, 3] }, 2],
    ['(has(self.a) ? 1 : 0) + (has(self.b) ? 1 : 0) == 1', { b: 1 }, true],
    ['!format.dns1123Subdomain().validate(self.a).hasValue()', { a: 'a.b' }, true],
    ['!format.qualifiedName().validate(self.a).hasValue()', { a: 'a b' }, false],
  ])('%s over %j is %j', (expression, self, result) => {
    expect(evaluate(expression, self)).toEqual(result);
  });

  test.each([
    ['10.0.0.1', true],
    ['010.0.0.1', false],
    ['2001:db8::1', true],
    ['fe80::1%eth0', false],
    ['::ffff:10.0.0.1', false],
    ['a.com', false],
  ])('isIP(%j) is %j', (self, result) => {
    expect(evaluate('isIP(self)', self)).toBe(result);
  });

  test.each([
    ['1h1m1s1ms', 3_661_001_000_000n],
    ['1.5s', 1_500_000_000n],
    ['-2s', -2_000_000_000n],
    ['0', 0n],
    ['1us', 1_000n],
    ['99999h', 359_996_400_000_000_000n],
  ])('duration(%j) is %s nanoseconds', (text, nanoseconds) => {
    expect(cel.duration(text)).toBe(nanoseconds);
  });

  test.each(['', '1', 's', '1d', '1 s', '1s ', '99999999h'])('duration(%j) is an error', (text) => {
    expect(() => cel.duration(text)).toThrow('type conversion error');
  });

  test.each([
    ['self.a == 1 && false', false],
    ['false && self.a == 1', false],
    ['self.a == 1 || true', true],
    ['true || self.a == 1', true],
    ['self.l.all(x, x.a == 1)', false],
    ['self.l.exists(x, x.a == 2)', true],
  ])('%s absorbs the error of a missing field', (expression, result) => {
    expect(evaluate(expression, { l: [{}, { a: 2 }] })).toBe(result);
  });

  test.each([
    'self.a == 1',
    'self.a == 1 && true',
    'self.a == 1 || false',
    'self.l.exists_one(x, x.a == 2)',
    'self.l[5] == 1',
  ])('%s is an error', (expression) => {
    expect(() => evaluate(expression, { l: [{}, { a: 2 }] })).toThrow(/no such key: a|index out of bounds/);
  });

  test('refuses at generation what it does not know', () => {
    expect(parse('self.a.map(x, x)')).toBeDefined();
    for (const rule of ['self.a.map(x, x)', 'quantity(self.a)', 'self.a - 1', 'self.a.reverse()', '1.5 == self.a']) {
      expect(() => celToTypeScript(rule)).toThrow('which the translation does not know');
    }
  });
});
