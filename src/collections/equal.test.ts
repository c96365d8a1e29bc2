import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { equal } from './index.js';

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

const same: readonly (readonly [string, unknown, unknown])[] = [
  ['numbers', 1, 1],
  ['not a number', Number.NaN, Number.NaN],
  ['nested objects', { a: { b: [1, { c: 'd' }] } }, { a: { b: [1, { c: 'd' }] } }],
  ['objects without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['objects of another realm', structuredClone({ a: [1] }), { a: [1] }],
  ['bytes', Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
  ['a Buffer and its bytes', Buffer.from([1, 2]), Uint8Array.of(1, 2)],
  ['a view and its bytes', Uint8Array.of(0, 1, 2).subarray(1), Uint8Array.of(1, 2)],
  ['maps', new Map([['a', { b: 1 }]]), new Map([['a', { b: 1 }]])],
  ['sets', new Set(['a', 'b']), new Set(['a', 'b'])],
];

const different: readonly (readonly [string, unknown, unknown])[] = [
  ['numbers', 1, 2],
  ['zero and minus zero', 0, -0],
  ['a number and its text', 1, '1'],
  ['null and undefined', null, undefined],
  ['null and an object', null, {}],
  ['an empty object and an empty array', {}, []],
  ['an empty map and an empty object', new Map(), {}],
  ['an empty map and an empty set', new Map(), new Set()],
  ['an array and its prefix', [1, 2], [1]],
  ['arrays in another order', [1, 2], [2, 1]],
  ['an absent and an undefined property', {}, { a: undefined }],
  ['other keys, as many', { a: undefined }, { b: undefined }],
  ['a deep difference', { a: { b: [1, { c: 'd' }] } }, { a: { b: [1, { c: 'e' }] } }],
  ['objects in another order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
  ['bytes of the same length', Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
  ['bytes and numbers', Uint8Array.of(1, 2), [1, 2]],
  ['map values', new Map([['a', 1]]), new Map([['a', 2]])],
  ['map keys', new Map([['a', 1]]), new Map([['b', 1]])],
  ['a map and more', new Map([['a', 1]]), new Map(Object.entries({ a: 1, b: 1 }))],
  ['maps in another order', new Map(Object.entries({ a: 1, b: 1 })), new Map(Object.entries({ b: 1, a: 1 }))],
  ['set members', new Set(['a']), new Set(['b'])],
  ['sets in another order', new Set(['a', 'b']), new Set(['b', 'a'])],
  ['instances of a class', new Point(1), new Point(1)],
  ['an instance and a plain object', new Point(1), { x: 1 }],
  ['functions', () => 1, () => 1],
  ['dates', new Date(0), new Date(0)],
];

describe('equal', () => {
  test.each(same)('%s: equal', (_name, a, b) => {
    expect([equal(a, b), equal(b, a)]).toEqual([true, true]);
  });

  test.each(different)('%s: different', (_name, a, b) => {
    expect([equal(a, b), equal(b, a)]).toEqual([false, false]);
  });

  test('an instance of a class equals itself, wherever it is', () => {
    const point = new Point(1);
    expect(equal({ at: [point] }, { at: [point] })).toBe(true);
  });

  test('every value equals its copy', () => {
    const copied = fc.jsonValue().map((value) => JSON.stringify(value));
    fc.assert(fc.property(copied, (json) => equal(JSON.parse(json), JSON.parse(json))));
  });

  test('values with different JSON are different', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        if (JSON.stringify(a) !== JSON.stringify(b)) expect(equal(a, b)).toBe(false);
      }),
    );
  });
});
