import { expect, test } from '@jest/globals';
import { EVERYTHING, type Share } from '../share.js';
import { rule } from '../testing/example.js';
import { dependOnShare, needRoute, routeActionFields } from './contributions.js';

const mirror = (numerator: number, denominator: number) => ({ backend: 'm', fraction: { numerator, denominator } });
const match = rule().matches[0] as NonNullable<ReturnType<typeof rule>['matches'][0]>;
const policies = (share: Share, ...mirrors: ReturnType<typeof mirror>[]) =>
  routeActionFields({ mirrors }, { match, share }).request_mirror_policies;

test('a mirror without a fraction takes all requests', () => {
  expect(policies(EVERYTHING, mirror(3, 3))).toEqual([{ cluster: 'm', disable_shadow_host_suffix_append: true }]);
});

test.each([
  [mirror(1, 4), EVERYTHING, 250_000],
  [mirror(1, 3), EVERYTHING, 333_333],
  [mirror(0, 100), EVERYTHING, 0],
  [mirror(1, 4), { from: 400_000, to: 800_000 }, 500_000],
  [mirror(0, 4), { from: 400_000, to: 800_000 }, 400_000],
])('the part %j of the share %j ends at %i', (value, share, expected) => {
  expect(policies(share, value)?.map((each) => each.runtime_fraction?.default_value?.numerator)).toEqual([expected]);
});

test('all mirrors of a route are kept, in order', () => {
  const clusters = policies(EVERYTHING, mirror(1, 1), { ...mirror(1, 1), backend: 'n' })?.map((each) => each.cluster);
  expect(clusters).toEqual(['m', 'n']);
});

test('a backend with a mirror needs a route of its own', () => {
  expect(needRoute({ mirrors: [mirror(1, 1)] })).toBe(true);
});

test.each([
  [mirror(1, 2), true],
  [mirror(2, 2), false],
  [mirror(5, 2), false],
])('the mirror %j of a rule depends on the share: %j', (value, expected) => {
  expect(dependOnShare({ mirrors: [mirror(1, 1), value] })).toBe(expected);
});
