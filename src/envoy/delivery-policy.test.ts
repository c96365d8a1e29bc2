import { expect, test } from '@jest/globals';
import { DeliveryPolicy } from './delivery-policy.js';

test('a table is sharded when it grows large, once and for good', () => {
  const policy = new DeliveryPolicy();
  expect(
    policy.update([
      ['a', 1],
      ['b', 250],
    ]),
  ).toEqual([]);
  expect(
    policy.update([
      ['a', 251],
      ['b', 250],
    ]),
  ).toEqual(['a']);
  expect(policy.update([['a', 10]])).toEqual([]);
  expect(
    policy.update([
      ['a', 2_000],
      ['b', 2_000],
    ]),
  ).toEqual(['b']);
});

test('a table that is gone starts anew', () => {
  const policy = new DeliveryPolicy();
  policy.update([['a', 2_000]]);
  policy.forget('a');
  expect(policy.update([['a', 1]])).toEqual([]);
  expect(policy.update([['a', 2_000]])).toEqual(['a']);
});
