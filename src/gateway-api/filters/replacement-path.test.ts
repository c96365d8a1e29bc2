import { expect, test } from '@jest/globals';
import { encodedReplacement, replacementProblem } from './replacement-path.js';

test.each([
  ['/index.php?page=1', 'has a "?"'],
  ['/a#b', 'has a "#"'],
  ['/../x', 'has a segment'],
  ['/a/%2E%2e/x', 'has a segment'],
  ['/a/.', 'has a segment'],
  ['/a\\b', 'has a "\\"'],
  ['/a\nb', 'has a control character'],
  ['/a\u007f', 'has a control character'],
  ['a', 'must be a path that starts with a slash'],
  ['//a?b', 'has a "?"'],
])('%j is no path', (path, problem) => expect(replacementProblem(path)).toContain(problem));

test.each([
  ['', ''],
  ['/', '/'],
  ["/a-._~!$&'()*+,;=:@/b", "/a-._~!$&'()*+,;=:@/b"],
  ['/caf%c3%a9/a%2Fb', '/caf%c3%a9/a%2Fb'],
  ['/a"b<c>', '/a%22b%3Cc%3E'],
  ['/a b', '/a%20b'],
  ['/[x]{y}|^`', '/%5Bx%5D%7By%7D%7C%5E%60'],
  ['/100%/%PATH%', '/100%25/%25PATH%25'],
  ['/café/\u{1F600}', '/caf%C3%A9/%F0%9F%98%80'],
  ['/...', '/...'],
])('%j is the path %s', (path, encoded) => {
  expect(replacementProblem(path)).toBeUndefined();
  expect(encodedReplacement(path)).toBe(encoded);
});
