import type { Path } from '../errors.js';
import { formatPath } from '../errors.js';
import type { Schema } from '../schema.js';
import { withValue } from './paths.js';

export interface Mutant {
  readonly title: string;
  readonly object: unknown;
}

/** Values on which the patterns of names, hosts, headers, durations and paths differ. */
const SAMPLES: readonly string[] = [
  ...[
    'a',
    'A',
    '1',
    '-',
    '-a',
    'a-',
    'a.b',
    'a..b',
    '.a',
    'a.',
    'a_b',
    'a b',
    'a/b',
    'a/',
    '/a',
    'a.b/C',
    'a:b',
    'a,b',
    'é',
    'a\nb',
    'a\n',
  ],
  ...[
    '*',
    '*.a',
    '*.*.a',
    'a.*',
    '*a',
    '1s',
    '1h30m',
    '100000s',
    '1.5s',
    '1d',
    'http://a',
    'https://*.a:1',
    'http://',
    'ftp://a',
    'a:/b',
  ],
  ...[
    '10.0.0.1',
    '::1',
    'x-a',
    'x-a:',
    '!#$%',
    'a.b.c/d',
    'k8s.io/a',
    'System',
    '%41',
    '%4',
    "a'b",
    'a"b',
    'a\tb',
    '~',
    'null',
    ' a',
    'a ',
  ],
];

function text(length: number): string {
  return 'a'.repeat(length);
}

function numbers({ minimum, maximum }: Schema): readonly number[] {
  const limits = [minimum, maximum].filter((limit) => limit !== undefined);
  return [...limits.flatMap((limit) => [limit - 1, limit, limit + 1]), 0, -1, 1.5, 2 ** 31];
}

function strings({ minLength, maxLength, pattern, format }: Schema): readonly string[] {
  const lengths = [
    ...(minLength === undefined ? [] : [minLength - 1, minLength]),
    ...(maxLength === undefined ? [] : [maxLength, maxLength + 1]),
  ];
  const limits = lengths.filter((length) => length >= 0).map(text);
  const wide = maxLength === undefined ? [] : ['\u{1F600}'.repeat(Math.min(maxLength, 300))];
  return [...new Set([...limits, ...wide, '', ...(pattern === undefined && format === undefined ? [] : SAMPLES)])];
}

function lists(value: readonly unknown[], { minItems, maxItems }: Schema): readonly (readonly unknown[])[] {
  const counts = [
    0,
    ...(minItems === undefined ? [] : [minItems - 1]),
    ...(maxItems === undefined ? [] : [maxItems, maxItems + 1]),
  ];
  const ofCount = counts
    .filter((count) => count >= 0)
    .map((count) => Array.from({ length: count }, (_, index) => value[index % value.length]));
  return [...ofCount, [...value, value[0]], [...value, null]];
}

function maps({ minProperties, maxProperties }: Schema): readonly unknown[] {
  const counts = [minProperties, maxProperties].filter((count) => count !== undefined);
  const ofCount = counts
    .flatMap((count) => [count - 1, count, count + 1])
    .filter((count) => count >= 0)
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v'])));
  return [
    ...ofCount,
    {},
    { 'a b': 'v' },
    { 'a/b': 'v' },
    { 'A.b/c': 'v' },
    { [text(64)]: 'v' },
    { [`${text(254)}/a`]: 'v' },
    { a: 1 },
    { a: null },
  ];
}

/** Every value worth trying where the schema has this one. */
function alternatives(value: unknown, schema: Schema): readonly unknown[] {
  const other = ['x', 1, true, {}, ['x']].filter(
    (candidate) => typeof candidate !== typeof value || Array.isArray(candidate) !== Array.isArray(value),
  );
  if (schema.enum !== undefined) return [...other, ...schema.enum, 'Nope', ''];
  if (Array.isArray(value)) return [...other, ...lists(value, schema)];
  if (typeof value === 'number') return [...other, ...numbers(schema)];
  if (typeof value === 'string') return [...other, ...strings(value === '' ? { ...schema, minLength: 0 } : schema)];
  if (schema.additionalProperties !== undefined) return [...other, ...maps(schema)];
  if (typeof value === 'object') return [...other, { ...value, unknownField: 1 }, { ...value, unknownField: null }, {}];
  return other;
}

function shorten(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length <= 60 ? json : `${json.slice(0, 40)}… (${json.length})`;
}

/**
 * Makes the systematic cases: without every field, with null in every field, and, once for each schema, every value at which one of
 * its keywords changes its mind.
 */
export class Mutations {
  readonly #schemas = new Set<Schema>();
  readonly #places = new Set<string>();

  of(base: string, object: unknown, schema: Schema): readonly Mutant[] {
    const mutants: Mutant[] = [];
    const { kind } = object as { readonly kind: string };
    const add = (path: Path, what: string, value: unknown): void => {
      mutants.push({ title: `${base}: ${formatPath(path)} ${what}`, object: withValue(object, path, value) });
    };
    const visit = (value: unknown, part: Schema, path: Path): void => {
      const place = `${kind}.${path.filter((key) => typeof key === 'string').join('.')}`;
      if (path.length > 0 && !this.#places.has(place)) {
        this.#places.add(place);
        add(path, 'removed', undefined);
        add(path, 'is null', null);
      }
      if (path.length > 0 && !this.#schemas.has(part)) {
        this.#schemas.add(part);
        for (const other of alternatives(value, part)) add(path, `is ${shorten(other)}`, other);
      }
      if (typeof value !== 'object' || value === null) return;
      for (const [key, element] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
        const next = typeof key === 'number' ? part.items : (part.properties?.get(key) ?? part.additionalProperties);
        if (next !== undefined) visit(element, next, [...path, key]);
      }
    };
    visit(object, schema, []);
    return mutants;
  }
}
