import { expect, test } from '@jest/globals';
import type { HTTPCORSFilter } from '../../resources/types.js';
import { checkFilters } from '../testing/filters.js';

const check = (cors: HTTPCORSFilter) => checkFilters([{ type: 'CORS', cors }]);

test.each<[string, HTTPCORSFilter, string]>([
  ['an origin without a scheme', { allowOrigins: ['a.test'] }, 'at[0].cors.allowOrigins: "a.test" must be "*" or'],
  ['a name of a header', { exposeHeaders: ['a b'] }, 'at[0].cors.exposeHeaders: "a b" is not a valid name'],
])('CORS is refused for %s', (_, cors, message) => {
  expect(check(cors).problems).toEqual([expect.stringContaining(message)]);
});

test('CORS can have every kind of origin', () => {
  const allowOrigins = ['*', 'http://*', 'https://*.a.b:1', 'http://a'];
  expect(check({ allowOrigins })).toMatchObject({ checked: { cors: { allowOrigins } }, problems: [] });
});

test('what CORS leaves out has the defaults of the API', () => {
  expect(check({}).checked.cors).toEqual({
    allowOrigins: [],
    allowMethods: [],
    allowHeaders: [],
    exposeHeaders: [],
    allowCredentials: false,
    maxAge: 5,
  });
});

test('a header that proxies refuse is warned of', () => {
  const { problems, warnings } = check({ allowHeaders: ['a_b', 'a-b'] });
  expect([problems, warnings]).toEqual([[], [expect.stringContaining('at[0].cors.allowHeaders: "a_b" is allowed in')]]);
});
