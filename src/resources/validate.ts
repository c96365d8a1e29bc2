import { duplicate, invalid, required, type TypedError, tooLong, tooMany, unsupported } from './errors.js';
import { hasFormat } from './formats.js';
import { matchesPattern } from './patterns.js';
import type { Schema } from './schema.js';

type MutablePath = (string | number)[];

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function isType(value: unknown, type: string): boolean {
  // A string is by far the most frequent value.
  if (typeof value === 'string') return type === 'string';
  const actual = typeOf(value);
  return actual === type || (type === 'number' && actual === 'integer');
}

/** JSON with sorted keys: equal texts, equal values. */
function canonical(value: unknown): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

class Validator {
  readonly errors: TypedError[] = [];
  readonly #path: MutablePath;

  constructor(path: MutablePath) {
    this.#path = path;
  }

  check(value: unknown, schema: Schema): void {
    if (schema.type !== undefined && !isType(value, schema.type) && !(value === null && schema.nullable === true)) {
      const reason = `must be of type ${schema.type}, not ${typeOf(value)}`;
      this.errors.push(invalid(this.#path, value, reason, 'type'));
    }
    this.#alternatives(value, schema);
    if (typeof value === 'string') this.#string(value, schema);
    else if (typeof value === 'number') this.#number(value, schema);
    else if (Array.isArray(value)) this.#array(value, schema);
    else if (typeof value === 'object' && value !== null)
      this.#object(value as Readonly<Record<string, unknown>>, schema);
    if (schema.enum !== undefined && !schema.enum.includes(value))
      this.errors.push(unsupported(this.#path, value, schema.enum));
  }

  #checkPart(key: string | number, value: unknown, schema: Schema): void {
    this.#path.push(key);
    this.check(value, schema);
    this.#path.pop();
  }

  #failures(value: unknown, schema: Schema): readonly TypedError[] {
    const validator = new Validator(this.#path);
    validator.check(value, schema);
    return validator.errors;
  }

  #alternatives(value: unknown, { anyOf, oneOf, not }: Schema): void {
    if (anyOf !== undefined) {
      const failures = anyOf.map((part) => this.#failures(value, part));
      if (failures.every((errors) => errors.length > 0)) this.errors.push(...(failures[0] ?? []));
    }
    if (oneOf !== undefined) {
      const failures = oneOf.map((part) => this.#failures(value, part));
      const fitting = failures.filter((errors) => errors.length === 0).length;
      if (fitting === 0) this.errors.push(...(failures[0] ?? []));
      else if (fitting > 1) this.errors.push(invalid(this.#path, value, `must fit one alternative, not ${fitting}`));
    }
    if (not !== undefined && this.#failures(value, not).length === 0) {
      this.errors.push(invalid(this.#path, value, 'is not allowed here'));
    }
  }

  #string(value: string, { minLength = 0, maxLength, pattern, format }: Schema): void {
    // A code point takes one or two UTF-16 units, so most strings need no counting.
    const length =
      maxLength !== undefined && value.length <= maxLength && value.length >= 2 * minLength
        ? value.length
        : [...value].length;
    if (maxLength !== undefined && length > maxLength) this.errors.push(tooLong(this.#path, maxLength));
    else if (length < minLength)
      this.errors.push(invalid(this.#path, value, `must be at least ${minLength} characters long`));
    else if (pattern !== undefined && !matchesPattern(pattern, value)) {
      this.errors.push(invalid(this.#path, value, `must match ${pattern}`));
    }
    if (format !== undefined && !hasFormat(value, format)) {
      this.errors.push(invalid(this.#path, value, `must be of format ${format}`, 'type'));
    }
  }

  #number(value: number, { minimum, maximum }: Schema): void {
    if (minimum !== undefined && value < minimum) {
      this.errors.push(invalid(this.#path, value, `must be greater than or equal to ${minimum}`));
    }
    if (maximum !== undefined && value > maximum) {
      this.errors.push(invalid(this.#path, value, `must be less than or equal to ${maximum}`));
    }
  }

  #array(value: readonly unknown[], schema: Schema): void {
    const { items, minItems, maxItems } = schema;
    if (minItems !== undefined && value.length < minItems) {
      this.errors.push(invalid(this.#path, value, `must have at least ${minItems} items`));
    }
    if (maxItems !== undefined && value.length > maxItems)
      this.errors.push(tooMany(this.#path, value.length, maxItems));
    if (items !== undefined)
      for (let index = 0; index < value.length; index++) this.#checkPart(index, value[index], items);
    if (schema.listType !== undefined) this.#unique(value, schema);
  }

  /** Lists of the types set and map: each element, or its key fields, only once. */
  #unique(value: readonly unknown[], { listType, listMapKeys = [] }: Schema): void {
    const seen = new Map<string, number>();
    for (const [index, element] of value.entries()) {
      if (listType === 'map' && element !== null && typeOf(element) !== 'object') return;
      const fields = (element ?? {}) as Readonly<Record<string, unknown>>;
      const names = listType === 'map' ? listMapKeys.filter((name) => Object.hasOwn(fields, name)) : undefined;
      const text = names?.map((name) => `${name}:${canonical(fields[name])}`).join() ?? canonical(element);
      const times = seen.get(text) ?? 0;
      seen.set(text, times + 1);
      if (times !== 1) continue;
      const key = names === undefined ? element : Object.fromEntries(names.map((name) => [name, fields[name]]));
      this.errors.push(duplicate([...this.#path, index], key));
    }
  }

  #object(value: Readonly<Record<string, unknown>>, schema: Schema): void {
    const { properties, additionalProperties, minProperties, maxProperties } = schema;
    const keys = Object.keys(value);
    if (minProperties !== undefined && keys.length < minProperties) {
      this.errors.push(invalid(this.#path, value, `must have at least ${minProperties} entries`));
    }
    if (maxProperties !== undefined && keys.length > maxProperties) {
      this.errors.push(tooMany(this.#path, keys.length, maxProperties));
    }
    for (const key of keys) {
      const part = properties?.get(key) ?? additionalProperties;
      if (part !== undefined) this.#checkPart(key, value[key], part);
    }
    for (const key of schema.required ?? []) {
      if (!Object.hasOwn(value, key)) this.errors.push(required([...this.#path, key]));
    }
  }
}

/**
 * Checks a decoded value against its OpenAPI schema and the uniqueness that list types promise. Every keyword of a schema
 * is checked even where another one has failed, as the API server does.
 */
export function validate(value: unknown, schema: Schema, path: MutablePath = []): readonly TypedError[] {
  const validator = new Validator([...path]);
  validator.check(value, schema);
  return validator.errors;
}
