// A small language for the schemas of what the API server has Go types for.
import { composeSchema, type Schema } from './schema.js';

export const string: Schema = { type: 'string' };
export const boolean: Schema = { type: 'boolean' };
export const int32: Schema = { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };
export const int64: Schema = { type: 'integer', minimum: -(2 ** 63), maximum: 2 ** 63 };
/** Base64 in JSON. */
export const bytes: Schema = { type: 'string', go: 'bytes' };
/** RFC 3339. */
export const time: Schema = { type: 'string', go: 'time' };
export const intOrString: Schema = { go: 'int-or-string' };
/** Not looked into. */
export const anything: Schema = { go: 'anything' };

/** A struct. */
export function object(properties: Readonly<Record<string, Schema>>): Schema {
  return composeSchema({ type: 'object', properties: new Map(Object.entries(properties)) });
}

export function list(items: Schema): Schema {
  return { type: 'array', nullable: true, items };
}

export function map(additionalProperties: Schema): Schema {
  return { type: 'object', additionalProperties };
}

/** A pointer: what it points to is written even if it is zero. */
export function pointer(schema: Schema): Schema {
  return { ...schema, written: 'if-set' };
}

/** A field that is written even if it is zero or was not set. */
export function always(schema: Schema): Schema {
  return { ...schema, written: 'always' };
}
