import type { Schema } from '../../src/resources/schema.js';
import { type Length, stringFor, UNBOUNDED } from './strings.js';

/** Bytes of the largest object that etcd takes. */
const MOST_BYTES = 1_500_000;
/** Levels of what may be anything; the API server takes more, JSON.parse and we have to as well. */
const DEEPEST = 5_000;

export type Path = readonly string[];

export interface Shape {
  /** For messages: what is large. */
  readonly name: string;
  readonly value: unknown;
}

/** Values that stand at a path whatever the shape is, `*` in the path for each item; undefined: what the schema says. */
export type Fixed = (path: string, index: number) => unknown;

/** As little as there can be. */
export function smallestShape(schema: Schema, fixed: Fixed): unknown {
  return grownShape(schema, [], fixed);
}

/** As many as fit of what is at a path. */
export function grownShape(schema: Schema, path: Path, fixed: Fixed): unknown {
  return new Growth(path, 'short', 0, fixed).value(schema, [], 0);
}

/**
 * Every way in which an object of a schema can be large: for each list, map, text and free value in it one object in which that is as large as it may
 * be, inside of as many others as fit. Of each text one that is valid, and one that is wrong in the last character.
 * @param files whether texts without a bound are files, which may hold anything.
 */
export function* hostileShapes(schema: Schema, fixed: Fixed, files: boolean): Generator<Shape> {
  for (const path of growing(schema, [])) {
    const grown = partAt(schema, path);
    const lengths: readonly Length[] =
      path.at(-1) !== '"' ? ['short'] : grown.pattern ? ['longest', 'nearly'] : ['longest'];
    for (const length of lengths) {
      for (const variant of variants(grown, path, files)) {
        yield {
          name: `${path.join('.')} ${length} ${variant}`,
          value: new Growth(path, length, variant, fixed).value(schema, [], 0),
        };
      }
    }
  }
}

/** Paths of what can grow: the steps are fields, `*` for items, `"` for a text, `{}` for what may be anything. */
function* growing(schema: Schema, path: Path): Generator<Path> {
  if (path.length > 24) return;
  if (isFree(schema)) yield [...path, '{}'];
  else if (schema.type === 'string' && schema.enum === undefined && (schema.maxLength ?? MOST_BYTES) > 256)
    yield [...path, '"'];
  for (const [name, part] of schema.properties ?? []) yield* growing(part, [...path, name]);
  for (const part of [schema.items, schema.additionalProperties]) {
    if (part === undefined) continue;
    yield [...path, '*'];
    yield* growing(part, [...path, '*']);
  }
}

function isFree(schema: Schema): boolean {
  return schema.preserveUnknown === true || schema.go === 'anything';
}

function partAt(schema: Schema, path: Path): Schema {
  const steps = path.at(-1) === '"' || path.at(-1) === '{}' ? path.slice(0, -1) : path;
  return steps.reduce<Schema>(
    (part, step) => (step === '*' ? (part.items ?? part.additionalProperties) : part.properties?.get(step)) ?? part,
    schema,
  );
}

/** Free values have several forms each, and so have files. */
function variants({ maxLength, pattern }: Schema, path: Path, files: boolean): readonly number[] {
  const last = path.at(-1);
  if (last === '{}') return [0, 1, 2, 3];
  return files && last === '"' && maxLength === undefined && pattern === undefined ? [...UNBOUNDED.keys()] : [0];
}

class Growth {
  #left = MOST_BYTES;
  readonly #path: Path;
  readonly #length: Length;
  readonly #variant: number;
  readonly #fixed: Fixed;

  constructor(path: Path, length: Length, variant: number, fixed: Fixed) {
    this.#path = path;
    this.#length = length;
    this.#variant = variant;
    this.#fixed = fixed;
  }

  /** @param at the path as a text */
  value(schema: Schema, path: Path, index: number, at = path.join('.')): unknown {
    const fixed = this.#fixed(at, index);
    if (fixed !== undefined) {
      this.#left -= String(fixed).length + 3;
      return fixed;
    }
    const grows = this.#path.length > path.length && path.every((step, at) => step === this.#path[at]);
    const next = grows ? this.#path[path.length] : undefined;
    if (next === '{}') return this.#free();
    if (schema.items !== undefined) return this.#list(schema, schema.items, path, at, grows);
    if (schema.additionalProperties !== undefined)
      return this.#map(schema, schema.additionalProperties, path, at, grows);
    if (schema.properties !== undefined || schema.type === 'object' || isFree(schema))
      return this.#object(schema, path, at, next, index);
    if (schema.type === 'boolean') {
      this.#left -= 6;
      return index % 2 === 0;
    }
    if (schema.type === 'integer' || schema.type === 'number') return this.#number(schema, index);
    const length = next === '"' ? this.#length : 'short';
    const text = stringFor(
      schema,
      next === '"' && schema.maxLength === undefined ? this.#variant : index,
      length,
      Math.max(this.#left - 1_000, 1),
    );
    this.#left -= text.length + 3;
    return text;
  }

  #object(schema: Schema, path: Path, at: string, next: string | undefined, index: number): unknown {
    const object: Record<string, unknown> = {};
    const prefix = at === '' ? '' : `${at}.`;
    const union = schema.properties?.get('type')?.enum ?? [];
    // Of alternatives, the one that the type names; beside the grown one as little as possible.
    const type =
      union.find((each) => String(each).toLowerCase() === next?.toLowerCase()) ?? union[index % union.length];
    for (const [name, part] of schema.properties ?? []) {
      if (name === 'type' && type !== undefined && this.#fixed(prefix + name, index) === undefined) {
        object[name] = type;
        continue;
      }
      const needed =
        schema.required?.includes(name) === true || name === next || name.toLowerCase() === String(type).toLowerCase();
      if (!needed && !KEPT.has(name) && this.#fixed(prefix + name, index) === undefined) continue;
      this.#left -= name.length + 4;
      object[name] = this.value(part, [...path, name], index, prefix + name);
    }
    return object;
  }

  #list(schema: Schema, items: Schema, path: Path, at: string, grows: boolean): unknown[] {
    const most = grows ? (schema.maxItems ?? Number.POSITIVE_INFINITY) : (schema.minItems ?? 1);
    const below = [...path, '*'];
    const list: unknown[] = [];
    // A list inside of which something grows leaves room for further items.
    while (list.length < most && this.#left > 2_000) {
      list.push(this.value(items, below, list.length, `${at}.*`));
      this.#left -= 2;
    }
    return list;
  }

  #map(schema: Schema, part: Schema, path: Path, at: string, grows: boolean): unknown {
    const most = grows ? (schema.maxProperties ?? Number.POSITIVE_INFINITY) : 1;
    const entries: [string, unknown][] = [];
    while (entries.length < most && this.#left > 2_000) {
      const key = `key${entries.length}.pem`;
      this.#left -= key.length + 4;
      entries.push([key, this.value(part, [...path, '*'], entries.length, `${at}.*`)]);
    }
    return Object.fromEntries(entries);
  }

  #number({ minimum = 1, maximum = 2 ** 31 - 1 }: Schema, index: number): number {
    const least = Math.max(minimum, 1);
    this.#left -= 7;
    return least + (index % (Math.min(maximum, 65_535) - least + 1));
  }

  #free(): unknown {
    const size = this.#left - 2_000;
    this.#left = 0;
    const many = <T>(each: number, make: (index: number) => T) =>
      Array.from({ length: Math.floor(size / each) }, (_, index) => make(index));
    switch (this.#variant) {
      case 0:
        return Object.fromEntries(many(20, (index) => [`key${index}`, index]));
      case 1:
        return { list: many(16, (index) => ({ a: index })) };
      case 2:
        return { text: 'a'.repeat(size) };
      default: {
        let nested: unknown = 1;
        for (let depth = 0; depth < DEEPEST; depth++) nested = { a: nested };
        return nested;
      }
    }
  }
}

/** Without these nothing else of an object counts. */
const KEPT: ReadonlySet<string> = new Set([
  'type',
  'name',
  'value',
  'port',
  'hostname',
  'key',
  'rules',
  'matches',
  'backendRefs',
  'parentRefs',
  'addresses',
]);
