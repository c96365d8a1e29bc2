import { expect, test } from '@jest/globals';
import { originMatcher } from './cors.js';

test.each([
  ['*', { safe_regex: { regex: '.*' } }],
  ['https://www.foo.com', { exact: 'https://www.foo.com' }],
  ['HTTPS://WWW.foo.com', { exact: 'https://www.foo.com' }],
  ['https://foo.com:443', { exact: 'https://foo.com' }],
  ['http://foo.com:80', { exact: 'http://foo.com' }],
  ['http://foo.com:443', { exact: 'http://foo.com:443' }],
  ['https://foo.com:8443', { exact: 'https://foo.com:8443' }],
  ['https://*.foo.com', { safe_regex: { regex: 'https://[^/:]+\\.foo\\.com' } }],
  ['https://*.foo.com:443', { safe_regex: { regex: 'https://[^/:]+\\.foo\\.com' } }],
  ['http://*:8080', { safe_regex: { regex: 'http://[^/:]+:8080' } }],
])('originMatcher: %s', (origin, expected) => {
  expect(originMatcher(origin)).toEqual(expected);
});
