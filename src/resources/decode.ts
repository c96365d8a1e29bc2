import { fieldError, type TypedError } from './errors.js';
import type { Schema } from './schema.js';

export interface Decoded {
  /** A frozen copy, with defaults, without unknown fields and nulls. */
  readonly value: unknown;
  /** Fields that the schema does not have, and values that JSON cannot carry. */
  readonly errors: readonly TypedError[];
}

/** Message of the error about a field that the schema does not have. */
export const UNKNOWN_FIELD = 'unknown field';

const DEEPEST = 64;
const ANYTHING: Schema = { preserveUnknown: true };

class Decoder {
  readonly errors: TypedError[] = [];
  readonly path: (string | number)[] = [];
  readonly #likeGo: boolean;

  constructor(likeGo: boolean) {
    this.#likeGo = likeGo;
  }

  decode(value: unknown, schema: Schema | undefined): unknown {
    if (this.path.length > DEEPEST) return this.#refuse('is nested too deeply');
    if (schema?.go === 'anything') return value;
    if (Array.isArray(value)) return this.#array(value, schema);
    if (typeof value === 'object' && value !== null) return this.#object(value, schema);
    if (typeof value === 'number' && !Number.isFinite(value)) return this.#refuse('must be a finite number');
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
    return this.#refuse(`must be a JSON value, not a ${typeof value}`);
  }

  #refuse(reason: string): undefined {
    this.errors.push(fieldError('type', this.path, `Invalid value: ${reason}`));
    return undefined;
  }

  #array(value: readonly unknown[], schema: Schema | undefined): readonly unknown[] {
    const copy: unknown[] = [];
    const part = schema?.items ?? unknownPart(schema);
    for (let index = 0; index < value.length; index++) {
      this.path.push(index);
      copy.push(this.#element(value[index] ?? null, part));
      this.path.pop();
    }
    return Object.freeze(copy);
  }

  /** An element of a list. Go decodes a null there to the type's zero value. */
  #element(value: unknown, schema: Schema | undefined): unknown {
    return value === null && this.#likeGo ? zeroValue(schema) : this.decode(value, schema);
  }

  #object(value: object, schema: Schema | undefined): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return this.#refuse('must be a plain object');
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      this.path.push(key);
      this.#field(copy, key, (value as Readonly<Record<string, unknown>>)[key], schema);
      this.path.pop();
    }
    if (this.#likeGo) writeLikeGo(copy, schema);
    for (const key of schema?.defaults ?? []) {
      const property = schema?.properties?.get(key);
      if (property !== undefined && !Object.hasOwn(copy, key)) copy[key] = defaultOf(property);
    }
    return Object.freeze(copy);
  }

  /** Reads one field. One that is null is as good as absent: kubectl leaves it out before the server could see it. */
  #field(copy: Record<string, unknown>, key: string, value: unknown, schema: Schema | undefined): void {
    if (value === null || value === undefined) return;
    const part = schema?.properties?.get(key) ?? schema?.additionalProperties ?? unknownPart(schema);
    if (part === undefined) this.errors.push(fieldError('invalid', this.path, UNKNOWN_FIELD));
    else if (key === '__proto__')
      Object.defineProperty(copy, key, { value: this.decode(value, part), enumerable: true });
    else copy[key] = this.decode(value, part);
  }
}

function unknownPart(schema: Schema | undefined): Schema | undefined {
  return schema?.preserveUnknown === true ? ANYTHING : undefined;
}

/** Leaves out the zero values that Go does not write, and adds those that it always writes. */
function writeLikeGo(copy: Record<string, unknown>, schema: Schema | undefined): void {
  for (const [key, property] of schema?.properties ?? []) {
    if (property.written === 'if-set' || !isZero(copy[key], property)) continue;
    if (property.written === 'always') copy[key] = zeroValue(property);
    else delete copy[key];
  }
}

const ZERO_SCALARS: Readonly<Record<string, unknown>> = { string: '', integer: 0, boolean: false };

/** Whether a value is its type's zero; of another type it is an error, which is not found by leaving it out. */
function isZero(value: unknown, { type = '' }: Schema): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return value === ZERO_SCALARS[type];
  return type === (Array.isArray(value) ? 'array' : 'object') && Object.keys(value).length === 0;
}

function zeroValue(schema: Schema | undefined): unknown {
  if (schema?.type === 'object') return decodeLikeGo({}, schema).value;
  return ZERO_SCALARS[schema?.go === 'int-or-string' ? 'integer' : (schema?.type ?? '')] ?? null;
}

const defaults = new WeakMap<Schema, unknown>();

/** A schema's default with the defaults of its parts; one frozen value for every object. */
function defaultOf(schema: Schema): unknown {
  if (!defaults.has(schema)) defaults.set(schema, decode(schema.default, schema).value);
  return defaults.get(schema);
}

/** Reads a value as the API server reads a custom resource. */
export function decode(value: unknown, schema: Schema, path: readonly string[] = []): Decoded {
  return run(value, schema, path, false);
}

/** Reads a value as the API server reads what it has a Go type for: nulls in lists and maps become zero values. */
export function decodeLikeGo(value: unknown, schema: Schema, path: readonly string[] = []): Decoded {
  return run(value, schema, path, true);
}

function run(value: unknown, schema: Schema, path: readonly string[], likeGo: boolean): Decoded {
  const decoder = new Decoder(likeGo);
  decoder.path.push(...path);
  const decoded = decoder.decode(value, schema);
  return { value: decoded, errors: decoder.errors };
}
