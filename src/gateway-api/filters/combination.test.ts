import { expect, test } from '@jest/globals';
import type { CheckedFilters } from './checked-filters.js';
import { checkCombination, checkCombinationWithBackend } from './combination.js';

const redirect: CheckedFilters = { redirect: { statusCode: 302 } };
const rewrite: CheckedFilters = { rewrite: { hostname: 'a' } };
const mirrors: CheckedFilters = {
  mirrors: [{ ref: { name: 'a' }, field: '', fraction: { numerator: 1, denominator: 1 } }],
};
const auth: CheckedFilters = { externalAuth: { ref: { name: 'a' }, field: '', settings: { protocol: 'GRPC' } } };

const problems = (check: (report: (message: string, reason?: string) => void) => void) => {
  const found: (readonly [string | undefined, string])[] = [];
  check((message, reason) => found.push([reason, message]));
  return found;
};

test('a redirect excludes filters that need a backend', () => {
  expect(problems((report) => checkCombination({ ...redirect, ...rewrite, ...mirrors }, 'at', report))).toEqual([
    ['IncompatibleFilters', 'at: RequestRedirect and URLRewrite cannot be combined. Remove one of them.'],
    ['IncompatibleFilters', 'at: RequestRedirect and RequestMirror cannot be combined. Remove one of them.'],
  ]);
});

test('a redirect can have other filters', () => {
  const headers = { set: [], add: [], remove: [] };
  const filters = { ...redirect, ...auth, responseHeaders: headers };
  expect(problems((report) => checkCombination(filters, 'at', report))).toEqual([]);
});

test('a redirect of a backend excludes those of its rule', () => {
  const both = { filters: { ...rewrite, ...mirrors }, backend: redirect };
  expect(problems((report) => checkCombinationWithBackend(both, 'rule', 'at', report))).toEqual([
    ['IncompatibleFilters', expect.stringContaining('at.filters: RequestRedirect cannot be combined with URLRewrite')],
    ['IncompatibleFilters', expect.stringContaining('with RequestMirror in rule.filters')],
  ]);
});

test('only one of a rule and its backend can have an authorization', () => {
  const check = (filters: CheckedFilters, backend: CheckedFilters) =>
    problems((report) => checkCombinationWithBackend({ filters, backend }, 'rule', 'at', report));
  expect(check(auth, auth)).toEqual([[undefined, expect.stringContaining('at.filters: the rule has an ExternalAuth')]]);
  expect([check(auth, {}), check({}, auth)]).toEqual([[], []]);
});
