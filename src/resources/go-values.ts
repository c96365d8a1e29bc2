import { invalid, type Path, type TypedError } from './errors.js';
import type { Schema } from './schema.js';
import { validate } from './validate.js';

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2})$/;

function problem(value: unknown, kind: Schema['go']): string | undefined {
  if (kind === 'int-or-string' && typeof value !== 'string' && !isInt32(value)) return 'must be an integer or a string';
  if (typeof value !== 'string') return undefined;
  if (kind === 'bytes' && !BASE64.test(value.replaceAll(/[\r\n]/g, ''))) return 'must be base64';
  if (kind === 'time' && (!RFC_3339.test(value) || Number.isNaN(Date.parse(value))))
    return 'must be a time as in RFC 3339';
  return undefined;
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) <= 2 ** 31;
}

function collect(value: unknown, schema: Schema, path: (string | number)[], errors: TypedError[]): void {
  const reason = problem(value, schema.go);
  if (reason !== undefined) errors.push(invalid(path, value, reason, 'type'));
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const partSchema =
      typeof key === 'number' ? schema.items : (schema.properties?.get(key) ?? schema.additionalProperties);
    if (partSchema === undefined) continue;
    path.push(key);
    collect(part, partSchema, path, errors);
    path.pop();
  }
}

/** What the API server could not decode into the Go type: it refuses such an object before it looks at anything else. */
export function checkGoValues(value: unknown, schema: Schema, path: Path): readonly TypedError[] {
  const errors = [...validate(value, schema, [...path])];
  collect(value, schema, [...path], errors);
  return errors;
}
