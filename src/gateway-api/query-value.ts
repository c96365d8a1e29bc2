import { Memo } from './memo.js';
import { language, matchesSome } from './regex-reach.js';

/** What no encoder of query strings encodes. Source: https://url.spec.whatwg.org/#application-x-www-form-urlencoded-percent-encode-set */
const NEVER_ENCODED = /^[-A-Za-z0-9._*]*$/;

const META = /[\\^$.*+?()[\]{}|]/g;

/** Bytes that end a value, or that Envoy refuses anywhere in a request target: they are in a request only encoded. */
const NEVER_RAW = /^[^!"$%'()*+,\-./0-9:;<=>?@A-Z[\\\]^_`a-z{|}~]$/;

/**
 * A regular expression for what clients write that mean this value of a query parameter: percent-encoded in either case, a space as `+` too, and
 * as it is as far as a query can hold it. It matches some value in a query, and is at least as long as the value.
 */
export function encodingsOfValue(value: string): string {
  return Array.from(
    Buffer.from(value),
    (byte) => encodingsOfByte(byte) ?? String.fromCharCode(byte).replace(META, '\\$&'),
  ).join('');
}

/** Whether what clients write for a name or value of a query parameter is the text itself. */
export function isWrittenAsIs(text: string): boolean {
  return NEVER_ENCODED.test(text);
}

/** A regular expression for what clients write for a byte of a value; undefined where they write the byte. */
export function encodingsOfByte(byte: number): string | undefined {
  return ENCODINGS[byte];
}

const ENCODINGS = Array.from({ length: 256 }, (_, byte) => encodings(byte));

function encodings(byte: number): string | undefined {
  const character = String.fromCharCode(byte);
  if (NEVER_ENCODED.test(character)) return undefined;
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  const encoded = /[A-F]/.test(hex) ? `%(?i:${hex})` : `%${hex}`;
  if (character === ' ') return `(?:\\+|${encoded})`;
  return NEVER_RAW.test(character) ? encoded : `(?:${character.replace(META, '\\$&')}|${encoded})`;
}

/** Whether an expression matches the text of some value in a query. */
export function matchesSomeValue(pattern: string): boolean {
  return meaningful.of(pattern) !== undefined;
}

/** Characters of expressions whose verdicts are remembered. */
const MOST_REMEMBERED = 1 << 18;

const meaningful = new Memo((pattern) => (matchesSome(pattern, VALUES) ? pattern : undefined), MOST_REMEMBERED);

const VALUES = language({
  states: 1,
  start: 0,
  step: (_, byte) => (NEVER_RAW.test(String.fromCharCode(byte)) ? undefined : 0),
  accepts: () => true,
});
