import { describe, expect, test } from '@jest/globals';
import { deepFreeze } from './freeze.js';

describe('deepFreeze', () => {
  test.each<[string, () => unknown]>([
    ['a property', () => Object.assign(deepFreeze({ a: 1 }), { a: 2 })],
    ['a property deep below', () => Object.assign(deepFreeze({ a: [{ b: 1 }] }).a[0] as object, { b: 2 })],
    ['an array', () => deepFreeze([1]).push(2)],
    ['a map', () => deepFreeze(new Map([['a', 1]])).set('a', 2)],
    ['a map, by removal', () => deepFreeze(new Map([['a', 1]])).delete('a')],
    ['a value in a map', () => Object.assign(deepFreeze(new Map([['a', { b: 1 }]])).get('a') as object, { b: 2 })],
    ['a set', () => deepFreeze(new Set(['a'])).add('b')],
    ['a set, all of it', () => deepFreeze(new Set(['a'])).clear()],
    [
      'a property beside a part that is frozen already',
      () => Object.assign(deepFreeze({ a: Object.freeze({}), b: {} }).b, { c: 1 }),
    ],
  ])('refuses to change %s', (_name, change) => {
    expect(change).toThrow(TypeError);
  });

  test('leaves bytes and instances of classes as they are', () => {
    const value = deepFreeze({ bytes: Uint8Array.of(1), date: new Date(0), nothing: null });
    value.bytes[0] = 2;
    value.date.setTime(1);
    expect(value).toEqual({ bytes: Uint8Array.of(2), date: new Date(1), nothing: null });
  });

  test('ends on a cycle', () => {
    const value: { self?: unknown } = {};
    value.self = value;
    expect(Object.isFrozen(deepFreeze(value))).toBe(true);
  });
});
