import { expect, test } from '@jest/globals';
import { contentHash, contentKey } from './content-hash.js';

test('equal data has one key, whatever the order of its fields', () => {
  expect(contentKey({ a: 1, b: { c: [1, { d: 2, e: 3 }] } })).toBe(contentKey({ b: { c: [1, { e: 3, d: 2 }] }, a: 1 }));
  expect(contentKey({ a: undefined, b: 1 })).toBe(contentKey({ b: 1 }));
});

test('different data has different keys', () => {
  const values = [{}, [], { a: 1 }, { a: '1' }, { a: { b: 1 } }, { b: { a: 1 } }, [1, 2], [2, 1], null, 'a'];
  expect(new Set(values.map(contentKey)).size).toBe(values.length);
});

test('a hash can be a part of a name', () => {
  expect(contentHash('a')).toMatch(/^[0-9a-f]{16}$/);
  expect(contentHash('a')).not.toBe(contentHash('b'));
});
