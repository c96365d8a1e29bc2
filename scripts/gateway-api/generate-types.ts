import { type Crd, type CrdSchema, readCrds, readOwnCrds } from './crds.js';
import { type GoTypes, readGoTypes } from './go-types.js';
import type { GoModule } from './module.js';

const HAND_WRITTEN: Readonly<Record<string, string>> = {
  'metav1.Condition': 'Condition',
  'metav1.LabelSelector': 'LabelSelector',
};

interface Field {
  readonly type: string;
  readonly required: boolean;
}

function storageSchema(crd: Crd): CrdSchema {
  const served = crd.spec.versions.filter((version) => version.served);
  const version = served.find(({ storage }) => storage) ?? served[0];
  if (version === undefined) throw new Error(`${crd.spec.names.kind} has no served version.`);
  return version.schema.openAPIV3Schema;
}

function primitive(schema: CrdSchema): string {
  if (schema.type === 'string' || schema.type === 'boolean') return schema.type;
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  throw new Error(`No TypeScript type for ${JSON.stringify(schema)}.`);
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

/** Collects the types that a schema needs, under the names that Go has for them. */
class Types {
  readonly interfaces = new Map<string, Map<string, Field>>();
  readonly literals = new Map<string, Set<string>>();
  readonly imported = new Set<string>(['KubernetesObject']);
  readonly #go: GoTypes;

  constructor(go: GoTypes) {
    this.#go = go;
  }

  /** The TypeScript type of a field with this Go type and schema. */
  of(goType: string, schema: CrdSchema): string {
    const handWritten = HAND_WRITTEN[goType];
    if (handWritten !== undefined) {
      this.imported.add(handWritten);
      return handWritten;
    }
    if (goType.startsWith('[]') && schema.items !== undefined)
      return `readonly ${this.of(goType.slice(2), schema.items)}[]`;
    const map = /^map\[[\w.]+\](\S+)$/.exec(goType);
    if (map?.[1] !== undefined && schema.additionalProperties !== undefined) {
      return `Readonly<Record<string, ${this.of(map[1], schema.additionalProperties)}>>`;
    }
    if (schema.type === 'object') return this.addInterface(goType, schema);
    if (schema.enum === undefined) return primitive(schema);
    if (!this.#go.aliases.has(goType)) return schema.enum.map(literal).join(' | ');
    const values = this.literals.get(goType) ?? new Set<string>();
    for (const value of schema.enum) values.add(literal(value));
    this.literals.set(goType, values);
    return goType;
  }

  addInterface(name: string, schema: CrdSchema): string {
    const goFields = this.#go.structs.get(name);
    if (goFields === undefined)
      throw new Error(`The schema has an object where Go has ${name}, which is no known struct.`);
    const fields = this.interfaces.get(name) ?? new Map<string, Field>();
    this.interfaces.set(name, fields);
    for (const [property, propertySchema] of Object.entries(schema.properties ?? {})) {
      const goField = goFields.find(({ json }) => json === property);
      if (goField === undefined) throw new Error(`The Go struct ${name} has no field ${property}.`);
      const type = this.of(goField.type, propertySchema);
      const required = (schema.required ?? []).includes(property) && fields.get(property)?.required !== false;
      fields.set(property, { type, required });
    }
    return name;
  }
}

function printInterface(name: string, fields: ReadonlyMap<string, Field>, isKind: boolean): string {
  const lines = [...fields].map(
    ([property, { type, required }]) => `  readonly ${property}${required ? '' : '?'}: ${type};`,
  );
  if (isKind) lines.unshift(`  readonly kind: '${name}';`);
  return `export interface ${name} ${isKind ? 'extends KubernetesObject ' : ''}{\n${lines.join('\n')}\n}\n`;
}

/** Fields of our kinds that are handed on to Kubernetes as they are. */
const HANDED_ON: ReadonlySet<string> = new Set(['affinity', 'topologySpreadConstraints']);

/** Interfaces of one kind of our own: each object in its schema has one, named after the kind and the path to it. */
class OwnTypes {
  readonly printed: string[] = [];
  readonly #kind: string;

  constructor(kind: string) {
    this.#kind = kind;
  }

  /** @param path names of the fields that lead to the schema, capitalized */
  add(path: string, schema: CrdSchema): string {
    const name = `${this.#kind}${path}`;
    const place = this.printed.push('') - 1;
    const lines = Object.entries(schema.properties ?? {}).map(([field, part]) => {
      const optional = (schema.required ?? []).includes(field) ? '' : '?';
      // Names below the spec do not repeat it.
      const below = `${path === 'Spec' ? '' : path}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
      return `  readonly ${field}${optional}: ${HANDED_ON.has(field) ? handedOn(part) : this.#of(below, part)};\n`;
    });
    this.printed[place] = `export interface ${name} {\n${lines.join('')}}\n`;
    return name;
  }

  #of(path: string, schema: CrdSchema): string {
    if (schema.properties !== undefined) return this.add(path, schema);
    if (schema.additionalProperties !== undefined) {
      return `Readonly<Record<string, ${this.#of(path, schema.additionalProperties)}>>`;
    }
    if (schema.items !== undefined) return listOf(this.#of(path, schema.items));
    if (schema['x-kubernetes-int-or-string'] === true) return 'number | string';
    if (schema['x-kubernetes-preserve-unknown-fields'] === true) return 'Readonly<Record<string, unknown>>';
    return schema.enum === undefined ? primitive(schema) : schema.enum.map(literal).join(' | ');
  }
}

function listOf(item: string): string {
  return item.includes(' | ') ? `readonly (${item})[]` : `readonly ${item}[]`;
}

function handedOn({ type }: CrdSchema): string {
  return type === 'array' ? 'readonly Readonly<Record<string, unknown>>[]' : 'Readonly<Record<string, unknown>>';
}

/** A kind of our own with the types of its spec. A policy has the status of all policies. */
function printOwn(crd: Crd): string {
  const { kind } = crd.spec.names;
  const { spec = {}, status } = storageSchema(crd).properties ?? {};
  const types = new OwnTypes(kind);
  types.add('Spec', spec);
  const body =
    status?.properties?.ancestors === undefined ? '{ readonly conditions?: readonly Condition[] }' : 'PolicyStatus';
  return [
    `export interface ${kind} extends KubernetesObject {\n  readonly kind: '${kind}';\n  readonly spec: ${kind}Spec;\n`,
    ...(status === undefined ? [] : [`  readonly status?: ${body};\n`]),
    '}\n\n',
    types.printed.join('\n'),
  ].join('');
}

function printKinds(kinds: readonly string[]): string {
  const lines = kinds.toSorted().map((kind) => `  readonly ${kind}: ${kind};\n`);
  return `/** Every kind above by its name. */\nexport interface GeneratedKinds {\n${lines.join('')}}\n`;
}

function printKind({ spec }: Crd, standard: readonly Crd[]): string {
  const same = standard.find((other) => other.spec.group === spec.group && other.spec.names.kind === spec.names.kind);
  const served = (crd: Crd | undefined): readonly string[] =>
    (crd?.spec.versions ?? []).filter((version) => version.served).map(({ name }) => name);
  return JSON.stringify({
    kind: spec.names.kind,
    group: spec.group,
    plural: spec.names.plural,
    namespaced: spec.scope === 'Namespaced',
    storage: spec.versions.find(({ storage }) => storage)?.name,
    versions: { standard: served(same), experimental: served({ kind: 'CustomResourceDefinition', spec }) },
  });
}

/**
 * The TypeScript types and the lists of the kinds of the Gateway API and of our own. What fields there are, which are required and which values an enum has comes
 * from the CRDs of the experimental channel, a superset; names come from the Go types.
 */
export function generateTypes(module: GoModule): { readonly types: string; readonly kinds: string } {
  const crds = readCrds(module.dir, 'experimental');
  const standard = readCrds(module.dir, 'standard');
  const own = readOwnCrds();
  const names = crds.map((crd) => crd.spec.names.kind);
  const types = new Types(readGoTypes(module.dir));
  for (const crd of crds) {
    const schema = storageSchema(crd);
    const { apiVersion: _, kind: __, metadata: ___, ...properties } = schema.properties ?? {};
    types.addInterface(crd.spec.names.kind, { ...schema, properties });
  }
  const order = [...new Set([...names, ...[...types.interfaces.keys()].sort()])];
  const origin = `// Generated by \`npm run schemas\` from the CRDs and Go types of ${module.path} ${module.version} (Apache-2.0) and our own. Do not edit.\n`;
  const rows = (list: readonly Crd[], inStandard: readonly Crd[]) =>
    list.map((crd) => `  ${printKind(crd, inStandard)},\n`).join('');
  return {
    types: [
      origin,
      `import type { ${[...types.imported].sort().join(', ')} } from '../meta.js';\n`,
      ...[...types.literals].sort().map(([name, values]) => `export type ${name} = ${[...values].join(' | ')};\n`),
      ...order.map((name) => printInterface(name, types.interfaces.get(name) ?? new Map(), names.includes(name))),
      ...own.map(printOwn),
      printKinds([...names, ...own.map((crd) => crd.spec.names.kind)]),
    ].join('\n'),
    kinds: `${origin}
export const GATEWAY_API_VERSION = '${module.version}';

export const GATEWAY_API_KINDS = [\n${rows(crds, standard)}] as const;

export const OWN_KINDS = [\n${rows(own, own)}] as const;
`,
  };
}
