import { hasDotSegment } from '../http-path.js';

/** Control characters, with which the head of a message could end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x1f\x7f]/;

/** What a path can hold as it is: `pchar` and slashes. Source: RFC 3986, section 3.3. */
const AS_IT_IS = /%[0-9a-fA-F]{2}|[-A-Za-z0-9._~!$&'()*+,;=:@/]/;

const PARTS = new RegExp(`${AS_IT_IS.source}|[^]`, 'gu');

/** Why a path cannot replace another one; undefined when it can. */
export function replacementProblem(path: string): string | undefined {
  if (path !== '' && !path.startsWith('/')) return 'must be a path that starts with a slash';
  if (CONTROL.test(path)) return 'has a control character';
  const found = /[?#]/.exec(path)?.[0];
  if (found === '?')
    return 'has a "?": it replaces the path only, the query of the request is kept. Write %3F for a "?" in the path';
  if (found === '#') return 'has a "#": a path has no fragment. Write %23 for a "#" in the path';
  if (path.includes('\\')) return 'has a "\\", which many servers take for "/". Write / or %5C';
  if (hasDotSegment(path)) return 'has a segment "." or "..". Write the path that it leads to';
  return undefined;
}

/** With what a path cannot hold percent-encoded, in UTF-8; a `%` that begins no encoding, too. */
export function encodedReplacement(path: string): string {
  return path.replace(PARTS, (part) => (AS_IT_IS.test(part) ? part : percentEncoded(part)));
}

function percentEncoded(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');
}
