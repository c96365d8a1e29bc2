import { describe, expect, test } from '@jest/globals';
import { isReachable, normalizedPath, unreachablePath } from './http-path.js';

test.each([
  ['/%7Eann', '/~ann'],
  ['/%41bout/%2d', '/About/-'],
  ['/caf%c3%a9', '/caf%C3%A9'],
  ['/a%2fb%25', '/a%2Fb%25'],
])('%s is %s', (path, normalized) => expect(normalizedPath(path)).toBe(normalized));

test.each([
  ['/a%2fb', 'is redirected'],
  ['/a%5Cb', 'is redirected'],
  ['/%00', 'is answered 400'],
  ['/a/../b', 'are resolved'],
  ['/a/%2e', 'are resolved'],
])('no request has a path that begins with %s', (path, reason) => expect(unreachablePath(path)).toContain(reason));

test.each(['/', '/a', '/a.b', '/...', '/%7Eann', '/caf%c3%a9', '/100%25'])('a request may have the path %s', (path) => {
  expect(unreachablePath(path)).toBeUndefined();
});

describe('expressions for paths', () => {
  test.each([
    '.*',
    '/',
    '/projects/[^/]+/[^/]+',
    '/a(?:/|%2F)b',
    '^/a$',
    '/a/?',
    '(?i:/CAF%c3%A9)',
    '/a|b',
    '/a%zz',
    '/x%',
    '/\\.\\.\\.',
    '/\\bword\\b',
    '/a.b',
  ])('%s matches some request', (pattern) => expect(isReachable(pattern)).toBe(true));

  test.each([
    '/projects/[^/]+%2F[^/]+',
    '/a%5cb',
    '/a(?i:%2f)b',
    'a',
    '',
    '/a\\?b=.*',
    '/a b',
    '/a//b',
    '/a/\\.\\./b',
    '/%41',
    '/café',
    '/a$b',
    '/a/\\.',
    '/%00',
  ])('%s matches none', (pattern) => expect(isReachable(pattern)).toBe(false));
});
