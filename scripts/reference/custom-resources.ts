import { type Crd, type CrdSchema, readOwnCrds } from '../gateway-api/crds.js';
import { code, page, table } from './markdown.js';

/** A field that the page describes. */
interface Field {
  readonly path: string;
  readonly schema: CrdSchema;
  readonly isRequired: boolean;
}

/** One page for each of Gatewright's own kinds, by the kind in lower case. */
export function customResourcePages(): ReadonlyMap<string, string> {
  return new Map(readOwnCrds().map((crd) => [crd.spec.names.kind.toLowerCase(), customResourcePage(crd)]));
}

function customResourcePage({ spec: { group, names, versions } }: Crd): string {
  const version = versions.find(({ storage }) => storage);
  const schema = version?.schema.openAPIV3Schema;
  const fields = schema?.properties?.spec;
  if (version === undefined || schema === undefined || fields === undefined) {
    throw new Error(`${names.kind} of ${group} has no stored version with a spec`);
  }
  const rows = described('', fields).map(({ path, schema, isRequired }) => [
    code(path),
    type(schema) + (isRequired ? ', required' : ''),
    `${schema.description}`,
  ]);
  return page(
    names.kind,
    `charts/gatewright/crds/${group}_${names.plural}.yaml`,
    `${schema.description}`,
    `\`apiVersion: ${group}/${version.name}\`. Fields of \`spec\`:`,
    table(['Field', 'Type', 'Description'], rows),
  );
}

/** All fields below a schema that have descriptions. What none of its siblings has either is as in Kubernetes itself. */
function described(prefix: string, parent: CrdSchema): readonly Field[] {
  const properties = Object.entries(parent.properties ?? {});
  const without = properties.filter(([, { description }]) => description === undefined).map(([name]) => prefix + name);
  if (without.length === properties.length && prefix !== '') return [];
  if (without.length > 0)
    throw new Error(`fields without a description beside others that have one: ${without.join(', ')}`);
  return properties.flatMap(([name, schema]) => [
    { path: prefix + name, schema, isRequired: parent.required?.includes(name) ?? false },
    ...described(`${prefix}${name}.`, schema),
    ...(schema.items ? described(`${prefix}${name}[].`, schema.items) : []),
  ]);
}

function type(schema: CrdSchema): string {
  if (schema.enum) return schema.enum.map((value) => code(`${value}`)).join(', ');
  if (schema['x-kubernetes-int-or-string']) return 'integer or percentage';
  if (schema.type === 'array') return `list of ${type(schema.items ?? {})}s`;
  if (schema.type === 'object' && schema.additionalProperties) {
    return `map of ${schema.additionalProperties.type === 'string' ? 'strings' : 'quantities'}`;
  }
  return [schema.type, bounds(schema)].filter(Boolean).join(', ');
}

function bounds({ minimum, maximum }: CrdSchema): string | undefined {
  if (typeof minimum !== 'number' || typeof maximum !== 'number') return undefined;
  return `${minimum.toLocaleString('en')} to ${maximum.toLocaleString('en')}`;
}
