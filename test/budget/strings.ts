import { matchesPattern } from '../../src/resources/patterns.js';
import type { Schema } from '../../src/resources/schema.js';

/** Texts that match some pattern of a schema, and what each can be made longer by, at the end or at the beginning. */
const SEEDS: readonly (readonly [string, string])[] = [
  ['a', 'a'],
  ['/a', 'a'],
  ['example.com', 'a'],
  ['example.com/a', 'a'],
  ['https://example.com', 'a'],
  ['spiffe://a/b', 'a'],
  ['10s', ''],
  ['10%', ''],
  ['10m', ''],
  ['1.2.3.4', ''],
  ['1.2.3.4/32', ''],
];

/** Texts that are hard to read: a parser may look at each again and again. */
export const UNBOUNDED: readonly string[] = [
  'a',
  '\n',
  ' ',
  '-----BEGIN CERTIFICATE-----\n',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  '-',
  'a,',
  'a.',
  '{"a":[',
  '\\',
  '%',
];

export type Length = 'short' | 'longest' | 'nearly';

/**
 * A text that a schema lets through: `longest` as long as it may be, or as `most` says, and `nearly` so that only the last character is wrong. Texts
 * with different `index` differ as far as the schema lets them.
 */
export function stringFor(
  { enum: choices, pattern, format, maxLength, go }: Schema,
  index: number,
  length: Length,
  most: number,
): string {
  if (choices !== undefined) return String(choices[index % choices.length]);
  if (format === 'ipv4') return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`;
  if (format === 'ipv6') return `fd00::${(index & 0xffff).toString(16)}`;
  if (go === 'bytes') return Buffer.from(text(index, length, most * 0.7)).toString('base64');
  if (go === 'time') return '2026-01-01T00:00:00Z';
  const longest = Math.min(maxLength ?? most, most);
  if (pattern === undefined)
    return maxLength === undefined
      ? text(index, length, longest)
      : `${index}`.padEnd(length === 'short' ? 1 : longest, 'a').slice(0, longest);
  const [seed, more] = seedOf(pattern);
  const own =
    [`${seed}${index}`, `a${index}.${seed}`, seed].find(
      (each) => each.length <= longest && matchesPattern(pattern, each),
    ) ?? seed;
  if (length === 'short' || more === '') return own;
  const grown = own + more.repeat(Math.max(longest - own.length, 0));
  return length === 'nearly' ? `${grown.slice(0, -1)}\u0001` : matchesPattern(pattern, grown) ? grown : own;
}

function text(index: number, length: Length, most: number): string {
  if (length === 'short') return `a${index}`;
  const unit = UNBOUNDED[index % UNBOUNDED.length] ?? 'a';
  return unit.repeat(Math.ceil(most / unit.length)).slice(0, most);
}

const seeds = new Map<string, readonly [string, string]>();

function seedOf(pattern: string): readonly [string, string] {
  const known = seeds.get(pattern) ?? SEEDS.find(([seed]) => matchesPattern(pattern, seed));
  if (known === undefined) throw new Error(`no text is known that matches ${pattern}: add one`);
  seeds.set(pattern, known);
  return known;
}
