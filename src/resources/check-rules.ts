import { fieldError, type TypedError } from './errors.js';
import type { Schema } from './schema.js';

/** CEL rules are meant for values of the right types and sizes: these errors come before them. */
const BLOCKING: ReadonlySet<string> = new Set(['required', 'unsupported', 'too-long', 'too-many', 'type']);

/** Whether the API server would leave the rules unchecked because of these errors. */
export function blocksRules(errors: readonly TypedError[]): boolean {
  return errors.some(({ type }) => BLOCKING.has(type));
}

type MutablePath = (string | number)[];

/**
 * The element of the old value that is the same as one of the new: by name in objects and maps, by key in lists of type
 * map, none in other lists.
 */
function correlated(old: unknown, schema: Schema, key: string | number, element: unknown): unknown {
  if (typeof key === 'string') {
    return typeof old === 'object' && old !== null && Object.hasOwn(old, key)
      ? (old as Record<string, unknown>)[key]
      : undefined;
  }
  if (schema.listType !== 'map' || !Array.isArray(old)) return undefined;
  const keyOf = (value: unknown): string =>
    JSON.stringify((schema.listMapKeys ?? []).map((name) => (value as Record<string, unknown> | null)?.[name]));
  return old.find((candidate) => keyOf(candidate) === keyOf(element));
}

function check(value: unknown, old: unknown, schema: Schema, path: MutablePath, errors: TypedError[]): void {
  if (schema.hasRules !== true || value === null || value === undefined) return;
  for (const rule of schema.rules ?? []) {
    if (rule.transition && old === undefined) continue;
    try {
      if (rule.holds(value, old) === true) continue;
      errors.push(fieldError('invalid', path, `Invalid value: ${rule.message}`));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      errors.push(fieldError('invalid', path, `Invalid value: ${reason} evaluating rule: ${rule.message}`));
    }
  }
  if (typeof value !== 'object') return;
  for (const [key, part] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const partSchema =
      typeof key === 'number' ? schema.items : (schema.properties?.get(key) ?? schema.additionalProperties);
    if (partSchema?.hasRules !== true) continue;
    path.push(key);
    check(part, correlated(old, schema, key, part), partSchema, path, errors);
    path.pop();
  }
}

/** Checks the CEL rules of a value that its schema has let through; `old` makes transition rules apply. */
export function checkRules(value: unknown, schema: Schema, old?: unknown): readonly TypedError[] {
  const errors: TypedError[] = [];
  check(value, old, schema, [], errors);
  return errors;
}
