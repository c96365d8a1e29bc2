import { celToTypeScript } from './cel-to-typescript.js';
import { type Channel, type CrdSchema, readCrds, readOwnCrds } from './crds.js';
import type { GoModule } from './module.js';

const COPIED = new Set([
  ...['type', 'format', 'enum', 'pattern', 'required', 'default', 'nullable', 'minLength', 'maxLength'],
  ...['minimum', 'maximum', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
]);
const RENAMED: Readonly<Record<string, string>> = {
  'x-kubernetes-list-type': 'listType',
  'x-kubernetes-list-map-keys': 'listMapKeys',
  'x-kubernetes-preserve-unknown-fields': 'preserveUnknown',
};
/** Says how server-side apply merges, or again what `anyOf` says, and nothing about what is valid. */
const IGNORED = new Set(['description', 'x-kubernetes-map-type', 'x-kubernetes-int-or-string']);

/** An atomic list may hold anything twice. */
function isAtomicList(keyword: string, value: unknown): boolean {
  return keyword === 'x-kubernetes-list-type' && value === 'atomic';
}

interface CelRule {
  readonly rule: string;
  readonly message: string;
  readonly index: number;
}

/** Schemas and rules of which equal ones are kept once. */
class Pool {
  readonly nodes = new Map<string, number>();
  readonly rules = new Map<string, CelRule>();

  #addRule(rule: Readonly<Record<string, unknown>>): number {
    const { rule: text, message, ...rest } = rule;
    if (typeof text !== 'string' || typeof message !== 'string' || Object.keys(rest).length > 0) {
      throw new Error(`A rule says more than the validation understands: ${JSON.stringify(rule)}`);
    }
    const key = `${text}\n${message}`;
    const known = this.rules.get(key) ?? { rule: text, message: message.trim(), index: this.rules.size };
    this.rules.set(key, known);
    return known.index;
  }

  /** Adds a schema, after its parts, and returns its position. Of a status only the shape is kept: a file cannot set it. */
  add(schema: CrdSchema, shapeOnly = false): number {
    const add = (part: unknown): number => this.add(part as CrdSchema, shapeOnly);
    const node: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === 'properties') {
        node.properties = Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, add(part)]));
      } else if (keyword === 'items' || keyword === 'additionalProperties') node[keyword] = add(value);
      else if (shapeOnly || IGNORED.has(keyword) || isAtomicList(keyword, value)) continue;
      else if (keyword === 'not') node.not = add(value);
      else if (keyword === 'anyOf' || keyword === 'oneOf') node[keyword] = (value as readonly unknown[]).map(add);
      else if (keyword === 'x-kubernetes-validations') {
        node.rules = (value as readonly Readonly<Record<string, unknown>>[]).map((rule) => this.#addRule(rule));
      } else if (COPIED.has(keyword) || RENAMED[keyword] !== undefined) node[RENAMED[keyword] ?? keyword] = value;
      else throw new Error(`The schema keyword ${keyword} is not understood by the validation.`);
    }
    const json = JSON.stringify(node);
    const position = this.nodes.get(json) ?? this.nodes.size;
    this.nodes.set(json, position);
    return position;
  }
}

/** The entries of ROOTS: where each kind in each served version of each channel begins. */
function addRoots(module: GoModule, pool: Pool): readonly string[] {
  const roots: string[] = [];
  for (const channel of ['standard', 'experimental'] satisfies Channel[]) {
    for (const { spec } of [...readCrds(module.dir, channel), ...readOwnCrds()]) {
      for (const version of spec.versions.filter(({ served }) => served)) {
        const { properties = {}, required = [], ...root } = version.schema.openAPIV3Schema;
        const { apiVersion: _, kind: __, metadata: ___, status, ...parts } = properties;
        const object = pool.add({ ...root, required, properties: parts });
        const ofStatus =
          status === undefined
            ? ''
            : `, status: ${pool.add(status, true)}, statusDefault: ${JSON.stringify(status.default)}`;
        roots.push(`  '${channel}/${spec.names.kind}/${version.name}': { object: ${object}${ofStatus} },`);
      }
    }
  }
  return roots;
}

function printRules(rules: Iterable<CelRule>): { readonly code: string; readonly calls: readonly string[] } {
  const calls = new Set<string>();
  const entries = [...rules].map(({ rule, message }) => {
    const translated = celToTypeScript(rule);
    for (const name of translated.calls) calls.add(name);
    const transition = /\boldSelf\b/.test(rule);
    return [
      '  {',
      `    rule: ${JSON.stringify(rule)},`,
      `    message: ${JSON.stringify(message)},`,
      `    transition: ${transition},`,
      `    holds: ${transition ? '(self, oldSelf)' : '(self)'} => ${translated.code},`,
      '  },',
    ].join('\n');
  });
  return { code: entries.join('\n'), calls: [...calls].sort() };
}

/**
 * The schemas, defaults and rules by which the API server judges objects of the Gateway API and of our own kinds, as TypeScript: every
 * served version of both channels, without the prose, CEL rules translated to functions.
 */
export function generateSchemas(module: GoModule): { readonly schemas: string; readonly rules: string } {
  const header = `// Generated by \`npm run schemas\` from the CRDs of ${module.path} ${module.version} (Apache-2.0) and our own. Do not edit.\n`;
  const pool = new Pool();
  const roots = addRoots(module, pool);
  const schemas = `${header}
import type { SchemaNode, SchemaRoot } from '../schema-node.js';

/** Where each channel's kind in each served version begins. */
export const ROOTS: Readonly<Record<string, SchemaRoot>> = {
${roots.join('\n')}
};

/**
 * Numbers in \`properties\`, \`items\`, \`additionalProperties\`, \`anyOf\`, \`oneOf\` and \`not\` are positions in this list; in \`rules\`,
 * in RULES.
 */
export const NODES: readonly SchemaNode[] = [
${[...pool.nodes.keys()].map((json) => `  ${json},`).join('\n')}
];
`;
  const { code, calls } = printRules(pool.rules.values());
  const rules = `${header}
import { ${calls.join(', ')} } from '../cel.js';
import type { Rule } from '../schema-node.js';

export const RULES: readonly Rule[] = [
${code}
];
`;
  return { schemas, rules };
}
