import { expect, test } from '@jest/globals';
import { DeliveryPolicy } from './delivery-policy.js';

const entries = (policy: DeliveryPolicy, counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(policy.update(Object.entries(counts)));

test('a table is sharded when it grows large', () => {
  const policy = new DeliveryPolicy();
  expect(entries(policy, { a: 1, b: 250 })).toEqual({});
  expect(entries(policy, { a: 251, b: 250 })).toEqual({ a: true });
  expect(entries(policy, { a: 2_000, b: 2_000 })).toEqual({ b: true });
});

test('a table is whole again when it has become small, and not while it is near the limit', () => {
  const policy = new DeliveryPolicy();
  policy.update([['a', 251]]);
  expect(entries(policy, { a: 126 })).toEqual({});
  expect(entries(policy, { a: 251 })).toEqual({});
  expect(entries(policy, { a: 125 })).toEqual({ a: false });
  expect(entries(policy, { a: 250 })).toEqual({});
  expect(entries(policy, { a: 251 })).toEqual({ a: true });
});

test('a table that is gone and comes back starts small', () => {
  const policy = new DeliveryPolicy();
  policy.update([['a', 2_000]]);
  policy.forget('a');
  expect(entries(policy, { a: 200 })).toEqual({});
  expect(entries(policy, { a: 2_000 })).toEqual({ a: true });
});
