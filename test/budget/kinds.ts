import { CORE_KINDS } from '../../src/resources/core/index.js';
import { podSchema } from '../../src/resources/core/pod.js';
import { apiVersionOf, KINDS } from '../../src/resources/kinds.js';
import { type Schema, schemaOf } from '../../src/resources/schema.js';
import type { Resource } from '../../src/resources/types.js';
import { type Fixed, grownShape, hostileShapes, smallestShape } from './hostile.js';

interface HostileObject {
  /** For messages. */
  readonly name: string;
  readonly object: Resource & Readonly<Record<string, unknown>>;
}

export interface HostileKind {
  readonly kind: string;
  readonly objects: () => Iterable<HostileObject>;
}

/** Bytes of all annotations of an object together. */
const MOST_ANNOTATIONS = 256 * 1024;

const METADATA: Schema = {
  type: 'object',
  properties: new Map<string, Schema>([
    ['labels', { type: 'object', additionalProperties: { type: 'string', maxLength: 63 } }],
    ['annotations', { type: 'object', additionalProperties: { type: 'string', maxLength: MOST_ANNOTATIONS } }],
    [
      'ownerReferences',
      { type: 'array', items: { type: 'object', properties: new Map([['name', { type: 'string', maxLength: 253 }]]) } },
    ],
    ['finalizers', { type: 'array', items: { type: 'string', maxLength: 253 } }],
  ]),
};

/** What makes an object part of the environment that it is translated in. */
const FIXED: Readonly<Record<string, unknown>> = {
  'spec.gatewayClassName': 'class',
  'spec.controllerName': 'gatewright.dev/gateway-controller',
  'spec.parentRefs.*.name': 'gateway',
  'spec.parentRef.name': 'gateway',
  'spec.targetRefs.*.name': 'service',
  'spec.targetRefs.*.kind': 'Service',
  'spec.targetRefs.*.group': '',
  'spec.rules.*.backendRefs.*.name': 'service',
  'spec.rules.*.backendRefs.*.port': 80,
  'spec.parametersRef': undefined,
};

const fixed: Fixed = (path, index) => (path === 'spec.hostnames.*' ? `a${index}.example${index * 2}.com` : FIXED[path]);

/** What regular expressions consist of that take long to compile, or to look at. */
const EXPRESSIONS: readonly string[] = [
  'x{1000}',
  '(?:ab|.){0,900}',
  '(a|b.){500}',
  '[^a-f0-9]{800}',
  '\\pL',
  '[\\pL\\PN]',
  '(?i)\\PL|',
  'a?',
  '(?:a*b)*',
  '/.{900}%2F',
  'foo|',
  '(',
  '[',
  '[:',
  '\\Q',
  '\\p{',
  '(?<',
  '{',
  'é',
];

const ALL_EXPRESSIONS = EXPRESSIONS.map((unit) => [unit, 1000] as const);
const MOST_WORK = ['x{1000}', '(?:ab|.){0,900}', '/.{900}%2F', '\\pL'].map((unit) => [unit, 1] as const);

const MATCHES: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['path.value', 'headers.*.value', 'queryParams.*.value'],
  GRPCRoute: ['method.service', 'method.method', 'headers.*.value'],
};

/** Routes with as many expressions as fit, each as long as it may be and some characters, in all places where there can be one. */
function* regexObjects(kind: string, schema: Schema): Generator<readonly [string, unknown]> {
  for (const [order, place] of (MATCHES[kind] ?? []).entries()) {
    const path = `spec.rules.*.matches.*.${place}`;
    const type = path.replace(/[a-zA-Z]+$/, 'type');
    // Every expression in the first place, those that are most work for their length in all.
    for (const [unit, length] of order === 0 ? [...ALL_EXPRESSIONS, ...MOST_WORK] : MOST_WORK) {
      let count = 0;
      const expressions: Fixed = (at, index) => {
        if (at === path) return `${unit.repeat(Math.ceil(length / unit.length))}${count++}`;
        return at === type ? 'RegularExpression' : fixed(at, index);
      };
      yield [`${path} ${unit} ${length}`, grownShape(schema, path.split('.').slice(0, -1), expressions)];
    }
  }
}

/** A route with as many values of query parameters as fit, each of characters that all have encodings. */
function* encodedObjects(kind: string, schema: Schema): Generator<readonly [string, unknown]> {
  if (kind !== 'HTTPRoute') return;
  const path = 'spec.rules.*.matches.*.queryParams';
  let count = 0;
  const values: Fixed = (at, index) => {
    if (at === `${path}.*.value`) return `${count++}`.padEnd(1000, '@');
    return at === `${path}.*.type` ? 'Exact' : fixed(at, index);
  };
  yield [`${path}.*.value @`, grownShape(schema, path.split('.'), values)];
}

/** Each kind that is read, with all ways in which an object of it can be large. */
export const HOSTILE_KINDS: readonly HostileKind[] = [
  ...KINDS.map((kind) => ({
    kind: kind.kind,
    apiVersion: apiVersionOf(kind),
    schema: schemaFor(kind.kind, kind.version),
  })),
  { kind: 'Pod', apiVersion: 'v1', schema: podSchema },
].map(({ kind, apiVersion, schema }) => ({ kind, objects: () => objectsOf(kind, apiVersion, schema) }));

/** Kinds whose texts are files of any content. */
const FILES: ReadonlySet<string> = new Set(['Secret', 'ConfigMap', 'ClusterTrustBundle']);
/** Kinds whose labels or annotations mean something, and a route. */
const WITH_METADATA: ReadonlySet<string> = new Set(['Gateway', 'Namespace', 'Service', 'HTTPRoute']);

function schemaFor(kind: string, version: string): Schema {
  const schema = CORE_KINDS.get(kind as never)?.schema ?? schemaOf(kind, version, 'experimental')?.object;
  if (schema === undefined) throw new Error(`there is no schema of ${kind}`);
  return schema;
}

function* objectsOf(kind: string, apiVersion: string, schema: Schema): Generator<HostileObject> {
  let generation = 0;
  const make = (name: string, metadata: object, value: unknown): HostileObject => ({
    name: `${kind} ${name}`,
    object: {
      apiVersion,
      kind,
      metadata: {
        name: 'hostile',
        namespace: 'default',
        uid: 'u',
        generation: ++generation,
        creationTimestamp: '2026-01-01T00:00:00Z',
        ...metadata,
      },
      ...(value as object),
    } as unknown as HostileObject['object'],
  });
  for (const { name, value } of hostileShapes(schema, fixed, FILES.has(kind))) {
    yield make(name, {}, value);
  }
  for (const [name, value] of [...regexObjects(kind, schema), ...encodedObjects(kind, schema)])
    yield make(name, {}, value);
  if (!WITH_METADATA.has(kind)) return;
  const smallest = smallestShape(schema, fixed);
  for (const { name, value } of hostileShapes(METADATA, () => undefined, false)) {
    yield make(`metadata.${name}`, value as object, smallest);
  }
}
