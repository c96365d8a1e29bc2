import { blocksRules } from '../check-rules.js';
import { decode } from '../decode.js';
import { type Channel, KINDS } from '../kinds.js';
import { type ObjectSchema, type Schema, schemaOf } from '../schema.js';
import { validate } from '../validate.js';
import type { CorpusDocument } from './corpus.js';

interface Seen {
  readonly message: string;
  holds: boolean;
  fails: boolean;
}

type Coverage = Map<string, Seen>;

function placeOf(kind: string, path: readonly string[], rule: string): string {
  return `${kind}: ${path.join('.')}: ${rule}`;
}

function collect(kind: string, schema: Schema, path: readonly string[], coverage: Coverage): void {
  for (const { rule, message } of schema.rules ?? []) {
    coverage.set(placeOf(kind, path, rule), { message, holds: false, fails: false });
  }
  for (const [name, part] of schema.properties ?? []) collect(kind, part, [...path, name], coverage);
  if (schema.items !== undefined) collect(kind, schema.items, [...path, '[]'], coverage);
  if (schema.additionalProperties !== undefined) collect(kind, schema.additionalProperties, [...path, '[]'], coverage);
}

function mark(
  kind: string,
  value: unknown,
  old: unknown,
  schema: Schema,
  path: readonly string[],
  coverage: Coverage,
): void {
  for (const { rule, transition, holds } of schema.rules ?? []) {
    const seen = coverage.get(placeOf(kind, path, rule));
    if (seen === undefined || (transition && old === undefined)) continue;
    try {
      if (holds(value, old) === true) seen.holds = true;
      else seen.fails = true;
    } catch {
      // An error is neither.
    }
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const named = typeof key === 'string' ? schema.properties?.get(key) : undefined;
    const next = named ?? schema.items ?? schema.additionalProperties;
    const oldPart = typeof key === 'string' ? (old as Record<string, unknown> | undefined)?.[key] : undefined;
    if (next !== undefined)
      mark(kind, part, oldPart, next, [...path, named === undefined ? '[]' : String(key)], coverage);
  }
}

/**
 * The places of rules that no document satisfies or no document violates, over all kinds and every version that has a schema of its own. Only
 * documents count whose rules the API server looks at.
 */
export function uncoveredRules(documents: readonly CorpusDocument[], channel: Channel): readonly string[] {
  const coverage: Coverage = new Map();
  const schemas = new Map<string, ObjectSchema>();
  for (const { kind, group, versions } of KINDS) {
    for (const version of versions[channel]) {
      const schema = schemaOf(kind, version, channel);
      const isNew =
        schema !== undefined &&
        ![...schemas].some(([name, known]) => name.includes(`/${kind}`) && known.object === schema.object);
      if (!isNew) continue;
      schemas.set(`${group}/${version}/${kind}`, schema);
      collect(`${version} ${kind}`, schema.object, [], coverage);
    }
  }
  for (const { object, old } of documents) {
    const { apiVersion, kind, metadata: _, ...fields } = (object ?? {}) as Readonly<Record<string, unknown>>;
    const schema = schemas.get(`${apiVersion}/${kind}`);
    if (schema === undefined) continue;
    const { value, errors } = decode(fields, schema.object);
    if (errors.length > 0 || blocksRules(validate(value, schema.object))) continue;
    mark(`${String(apiVersion).split('/').at(-1)} ${kind}`, value, old, schema.object, [], coverage);
  }
  return [...coverage].flatMap(([place, { message, holds, fails }]) => [
    ...(holds ? [] : [`${place} (${message}): never satisfied`]),
    ...(fails ? [] : [`${place} (${message}): never violated`]),
  ]);
}
