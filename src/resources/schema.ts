import { RULES } from './generated/rules.js';
import { NODES, ROOTS } from './generated/schemas.js';
import type { Channel } from './kinds.js';
import type { Rule, SchemaNode } from './schema-node.js';

type Keywords = Omit<SchemaNode, 'properties' | 'items' | 'additionalProperties' | 'anyOf' | 'oneOf' | 'not' | 'rules'>;

/** A schema ready for use: its parts are schemas again. */
export interface Schema extends Keywords {
  readonly properties?: ReadonlyMap<string, Schema>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly rules?: readonly Rule[];
  /** The properties that have a default. */
  readonly defaults?: readonly string[];
  /** Whether there are CEL rules here or anywhere below. */
  readonly hasRules?: boolean;
  /** What Go decodes specially: `bytes` is base64, `anything` is not looked into. */
  readonly go?: 'anything' | 'bytes' | 'int-or-string' | 'time';
  /** When Go writes the field; if absent, only when it is not zero. */
  readonly written?: 'always' | 'if-set';
}

export interface ObjectSchema {
  /** The object without apiVersion, kind, metadata and status. */
  readonly object: Schema;
  /** The shape of the status, if the kind has one. */
  readonly status?: Schema;
  /** The status of a new object. */
  readonly statusDefault?: unknown;
}

const linked = new Map<number, Schema>();
const roots = new Map<string, ObjectSchema>();

function link(position: number): Schema {
  const known = linked.get(position);
  if (known !== undefined) return known;
  const node = NODES[position];
  if (node === undefined) throw new Error(`There is no schema at ${position}.`);
  const { properties, items, additionalProperties, anyOf, oneOf, not, rules, ...keywords } = node;
  const linkedProperties = properties && new Map(Object.entries(properties).map(([name, at]) => [name, link(at)]));
  const schema = composeSchema({
    ...keywords,
    ...(linkedProperties && { properties: linkedProperties }),
    ...(items !== undefined && { items: link(items) }),
    ...(additionalProperties !== undefined && { additionalProperties: link(additionalProperties) }),
    ...(anyOf && { anyOf: anyOf.map(link) }),
    ...(oneOf && { oneOf: oneOf.map(link) }),
    ...(not !== undefined && { not: link(not) }),
    ...(rules && { rules: rules.flatMap((index) => RULES[index] ?? []) }),
  });
  linked.set(position, schema);
  return schema;
}

/** Adds what is derived from a schema's parts. */
export function composeSchema(schema: Schema): Schema {
  const defaults = [...(schema.properties ?? [])].flatMap(([name, part]) => (part.default === undefined ? [] : [name]));
  const parts = [...(schema.properties?.values() ?? []), schema.items, schema.additionalProperties];
  const hasRules = schema.rules !== undefined || parts.some((part) => part?.hasRules === true);
  return { ...schema, ...(defaults.length > 0 && { defaults }), hasRules };
}

/** The schema of a Gateway API kind in a version that the channel serves. */
export function schemaOf(kind: string, version: string, channel: Channel): ObjectSchema | undefined {
  const name = `${channel}/${kind}/${version}`;
  const known = roots.get(name);
  if (known !== undefined) return known;
  if (!Object.hasOwn(ROOTS, name)) return undefined;
  const root = ROOTS[name];
  if (root === undefined) return undefined;
  const { object, status, statusDefault } = root;
  const schema = { object: link(object), ...(status !== undefined && { status: link(status) }), statusDefault };
  roots.set(name, schema);
  return schema;
}
