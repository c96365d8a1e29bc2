import { type Crd, type CrdSchema, readCrds } from './crds.js';
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
 * The TypeScript types and the list of the Gateway API kinds. What fields there are, which are required and which values an enum has comes
 * from the CRDs of the experimental channel, a superset; names come from the Go types.
 */
export function generateTypes(module: GoModule): { readonly types: string; readonly kinds: string } {
  const crds = readCrds(module.dir, 'experimental');
  const standard = readCrds(module.dir, 'standard');
  const names = crds.map((crd) => crd.spec.names.kind);
  const types = new Types(readGoTypes(module.dir));
  for (const crd of crds) {
    const schema = storageSchema(crd);
    const { apiVersion: _, kind: __, metadata: ___, ...properties } = schema.properties ?? {};
    types.addInterface(crd.spec.names.kind, { ...schema, properties });
  }
  const order = [...new Set([...names, ...[...types.interfaces.keys()].sort()])];
  const origin = `// Generated by \`npm run schemas\` from the CRDs and Go types of ${module.path} ${module.version} (Apache-2.0). Do not edit.\n`;
  const rows = crds.map((crd) => `  ${printKind(crd, standard)},\n`);
  return {
    types: [
      origin,
      `import type { ${[...types.imported].sort().join(', ')} } from '../meta.js';\n`,
      ...[...types.literals].sort().map(([name, values]) => `export type ${name} = ${[...values].join(' | ')};\n`),
      ...order.map((name) => printInterface(name, types.interfaces.get(name) ?? new Map(), names.includes(name))),
    ].join('\n'),
    kinds: `${origin}
export const GATEWAY_API_VERSION = '${module.version}';

export const GATEWAY_API_KINDS = [\n${rows.join('')}] as const;
`,
  };
}
