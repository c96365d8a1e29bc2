import { expect, test } from '@jest/globals';
import type { HTTPRequestMirrorFilter, HTTPRouteFilter } from '../../resources/types.js';
import { checkFilters } from '../testing/filters.js';

const mirror = (parts: Partial<HTTPRequestMirrorFilter> = {}): HTTPRouteFilter => ({
  type: 'RequestMirror',
  requestMirror: { backendRef: { name: 'a', port: 1 }, ...parts },
});

test('a rule can have several mirrors, with any share', () => {
  const { checked, problems } = checkFilters([
    mirror(),
    mirror({ percent: 0 }),
    mirror({ fraction: { numerator: 1 } }),
    mirror({ fraction: { numerator: 1, denominator: 3 } }),
  ]);
  expect(problems).toEqual([]);
  expect(checked.mirrors?.map(({ field, fraction }) => [field, fraction])).toEqual([
    ['at[0].requestMirror.backendRef', { numerator: 100, denominator: 100 }],
    ['at[1].requestMirror.backendRef', { numerator: 0, denominator: 100 }],
    ['at[2].requestMirror.backendRef', { numerator: 1, denominator: 100 }],
    ['at[3].requestMirror.backendRef', { numerator: 1, denominator: 3 }],
  ]);
});

test.each<[string, HTTPRouteFilter, string]>([
  ['a share of more than all', mirror({ fraction: { numerator: 3, denominator: 2 } }), '3 of 2 is not a share'],
  ['no backend', { type: 'RequestMirror' }, 'at[0].requestMirror.backendRef: it is missing'],
])('a mirror is refused for %s', (_, filter, message) => {
  expect(checkFilters([filter]).problems).toEqual([expect.stringContaining(message)]);
});
