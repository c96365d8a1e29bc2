import { RE2JS } from 're2js';
import { Memo } from './memo.js';
import { encodingsOfByte } from './query-value.js';

/**
 * What an expression in RE2's syntax consists of, by how it is treated: quoted text, classes of Unicode, bytes by number, other escapes,
 * classes of characters, the heads of groups, repetitions, encodings, and single characters.
 */
const TOKEN =
  /\\Q[\s\S]*?(?:\\E|$)|\\[pP](?:\{[^}]*\}|.)|\\x(?:\{[0-9a-fA-F]+\}|[0-9a-fA-F]{2})|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:[^\]]*:\]|[^\]\\])*\]|\(\?(?:P?<[^>]*>|[a-zA-Z-]*[:)])|\{[0-9,]*\}|%[0-9a-fA-F]{2}|[\s\S]/gu;

const META = '.^$*+?()|';

/** Printable characters of ASCII, which classes can have. */
const PRINTABLE = Array.from({ length: 0x7f - 0x20 }, (_, index) => 0x20 + index);

/**
 * A valid expression for values of query parameters as one for the text of a URL: what it says of a character holds for its encodings, too. Classes
 * that exclude characters and `.` stay as they are; they take an encoding character by character.
 */
export function patternOfEncodings(pattern: string): string {
  return patterns.of(pattern) ?? pattern;
}

/** Characters of expressions and of what is made of them that are remembered. */
const MOST_PATTERNS = 1 << 20;

const patterns = new Memo(withEncodedTokens, MOST_PATTERNS);

function withEncodedTokens(pattern: string): string {
  return pattern.replace(TOKEN, (token) => {
    if (token.length === 1) return META.includes(token) ? token : encoded(token, token);
    if (token.startsWith('[')) return token.startsWith('[^') ? token : (classes.of(token) ?? token);
    const [, hex] = /^\\x\{?([0-9a-fA-F]+)\}?$/.exec(token) ?? [];
    if (hex !== undefined) return encodedBytes([Number.parseInt(hex, 16)], token);
    if (token === '\\s') return '(?:\\s|\\+|%20)';
    if (/^\\[!-/:-@[-`{-~]$/.test(token)) return encoded(token.slice(1), token);
    return /^[^\\({%]/.test(token) ? encoded(token, token) : token;
  });
}

/** Characters of classes that are remembered. */
const MOST_REMEMBERED = 1 << 16;

const classes = new Memo(withEncodings, MOST_REMEMBERED);

/** A class that has, besides its members, their encodings. */
function withEncodings(characters: string): string {
  const regex = RE2JS.compile(characters);
  const members = PRINTABLE.filter((byte) => regex.matches(String.fromCharCode(byte)));
  const encodings = members.flatMap((byte) => encodingsOfByte(byte) ?? []);
  return encodings.length === 0 ? characters : `(?:${[characters, ...encodings].join('|')})`;
}

function encoded(characters: string, token: string): string {
  return encodedBytes([...Buffer.from(characters)], token);
}

/** @param token what stands for the bytes where they have no encodings */
function encodedBytes(bytes: readonly number[], token: string): string {
  const [first = 0] = bytes;
  if (bytes.length === 1 && encodingsOfByte(first) === undefined) return token;
  return `(?:${bytes.map((byte) => encodingsOfByte(byte) ?? String.fromCharCode(byte)).join('')})`;
}
