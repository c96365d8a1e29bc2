import { expect, test } from '@jest/globals';
import type { HTTPRequestRedirectFilter } from '../../resources/types.js';
import { checkFilters } from '../testing/filters.js';

const check = (requestRedirect: HTTPRequestRedirectFilter) =>
  checkFilters([{ type: 'RequestRedirect', requestRedirect }]);

test.each<[string, HTTPRequestRedirectFilter, string]>([
  ['a status code', { statusCode: 304 as never }, 'statusCode: 304 is not one of 301'],
  ['a scheme', { scheme: 'ftp' as never }, 'scheme: "ftp" is not one of http, https'],
  ['a port', { port: 0 }, 'port: 0 is not between'],
  ['a hostname with a wildcard', { hostname: '*.a' }, 'hostname: "*.a" is not a valid hostname'],
])('a redirect is refused for %s', (_, redirect, message) => {
  expect(check(redirect).problems).toEqual([expect.stringContaining(`at[0].requestRedirect.${message}`)]);
});

test('a redirect can be to an address', () => {
  expect(check({ hostname: '192.0.2.1' })).toMatchObject({
    checked: { redirect: { hostname: '192.0.2.1', statusCode: 302 } },
    problems: [],
  });
});

test('a redirect can have all parts', () => {
  const parts = { scheme: 'https', hostname: 'a.test', port: 8443, statusCode: 308 } as const;
  const path = { type: 'ReplacePrefixMatch', replacePrefixMatch: '/b' } as const;
  expect(check({ ...parts, path }).checked).toEqual({
    redirect: { ...parts, path: { type: 'ReplacePrefixMatch', value: '/b' } },
  });
});
