// What the translated CEL rules call. Values are JSON as the schema has let it through, so a type that does not fit is an
// error of the rule, as is a field that is not there. Errors are exceptions; `and` and `or` absorb them as CEL does.
import { isIP } from 'node:net';
import { dnsSubdomainProblem, qualifiedNameProblem } from './names.js';
import { matchesPattern } from './patterns.js';

class CelError extends Error {}

type Predicate = (element: unknown) => unknown;
type Operand = () => unknown;

function fail(message: string): never {
  throw new CelError(message);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : fail('no such overload');
}

export function bool(value: unknown): boolean {
  return typeof value === 'boolean' ? value : fail('no such overload');
}

export function get(value: unknown, field: string): unknown {
  if (isObject(value) && Object.hasOwn(value, field)) return value[field];
  return fail(`no such key: ${field}`);
}

export function has(value: unknown, field: string): boolean {
  return isObject(value) ? Object.hasOwn(value, field) : fail('no such overload');
}

export function at(list: unknown, index: unknown): unknown {
  if (!Array.isArray(list) || typeof index !== 'number') return fail('no such overload');
  return index < list.length ? list[index] : fail(`index out of bounds: ${index}`);
}

/** Conjunction in any order: false wins over an error. */
export function and(...operands: readonly Operand[]): boolean {
  let error: unknown;
  for (const operand of operands) {
    try {
      if (!bool(operand())) return false;
    } catch (caught) {
      error ??= caught;
    }
  }
  if (error !== undefined) throw error;
  return true;
}

/** Disjunction in any order: true wins over an error. */
export function or(...operands: readonly Operand[]): boolean {
  let error: unknown;
  for (const operand of operands) {
    try {
      if (bool(operand())) return true;
    } catch (caught) {
      error ??= caught;
    }
  }
  if (error !== undefined) throw error;
  return false;
}

/** What a macro runs over: a list's elements, a map's keys. */
function elements(range: unknown): readonly unknown[] {
  if (Array.isArray(range)) return range;
  return isObject(range) ? Object.keys(range) : fail('no such overload');
}

export function all(range: unknown, predicate: Predicate): boolean {
  return and(...elements(range).map((element) => () => predicate(element)));
}

export function exists(range: unknown, predicate: Predicate): boolean {
  return or(...elements(range).map((element) => () => predicate(element)));
}

export function existsOne(range: unknown, predicate: Predicate): boolean {
  return filter(range, predicate).length === 1;
}

export function filter(range: unknown, predicate: Predicate): readonly unknown[] {
  return elements(range).filter((element) => bool(predicate(element)));
}

export function equals(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((element, i) => equals(element, b[i]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equals(a[key], b[key]));
}

export function isIn(value: unknown, container: unknown): boolean {
  return elements(container).some((element) => equals(element, value));
}

function isOrdered(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && (typeof a === 'number' || typeof a === 'bigint');
}

export function less(a: unknown, b: unknown): boolean {
  return isOrdered(a, b) ? (a as number) < (b as number) : fail('no such overload');
}

export function lessOrEqual(a: unknown, b: unknown): boolean {
  return isOrdered(a, b) ? (a as number) <= (b as number) : fail('no such overload');
}

export function add(a: unknown, b: unknown): number {
  return typeof a === 'number' && typeof b === 'number' ? a + b : fail('no such overload');
}

/** Code points of a string, elements of a list, keys of a map. */
export function size(value: unknown): number {
  return typeof value === 'string' ? [...value].length : elements(value).length;
}

export function matches(value: unknown, pattern: unknown): boolean {
  return matchesPattern(string(pattern), string(value));
}

export function startsWith(value: unknown, prefix: unknown): boolean {
  return string(value).startsWith(string(prefix));
}

export function endsWith(value: unknown, suffix: unknown): boolean {
  return string(value).endsWith(string(suffix));
}

export function contains(value: unknown, part: unknown): boolean {
  return string(value).includes(string(part));
}

export function split(value: unknown, separator: unknown): readonly string[] {
  return string(value).split(string(separator));
}

export function substring(value: unknown, start: unknown): string {
  const characters = [...string(value)];
  if (typeof start !== 'number' || start > characters.length) return fail(`index out of range: ${String(start)}`);
  return characters.slice(start).join('');
}

/** An IP address as CEL's IP library takes it: no zone, no IPv4 address in an IPv6 one. */
export function isIpAddress(value: unknown): boolean {
  const text = string(value);
  return isIP(text) !== 0 && !text.includes('%') && !/^::ffff:/i.test(text);
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);
const LONGEST_NANOSECONDS = 2n ** 63n - 1n;

function noDuration(): never {
  return fail("type conversion error from 'string' to 'google.protobuf.Duration'");
}

/** A duration in Go's notation, in nanoseconds. */
export function duration(value: unknown): bigint {
  const [, sign, rest = ''] = /^([-+]?)(.*)$/s.exec(string(value)) ?? [];
  if (rest === '0') return 0n;
  const parts = [...rest.matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)];
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of parts) {
    if (whole === '' && fraction === '') return noDuration();
    const nanoseconds = UNITS.get(unit) ?? 0n;
    const digits = fraction.slice(0, 18);
    total += BigInt(whole || '0') * nanoseconds + (BigInt(digits || '0') * nanoseconds) / 10n ** BigInt(digits.length);
  }
  if (rest === '' || parts.map(([text]) => text).join('') !== rest) return noDuration();
  if (total > LONGEST_NANOSECONDS) return noDuration();
  return sign === '-' ? -total : total;
}

/** CEL's format of that name. */
export function isDns1123Subdomain(value: unknown): boolean {
  return dnsSubdomainProblem(string(value)) === undefined;
}

/** CEL's format of that name. */
export function isQualifiedName(value: unknown): boolean {
  return qualifiedNameProblem(string(value)) === undefined;
}
