import { decodeLikeGo } from './decode.js';
import { fieldError, invalid, type Path, required, type TypedError } from './errors.js';
import { always, anything, boolean, int64, list, map, object, pointer, string, time } from './go-schema.js';
import { checkGoValues } from './go-values.js';
import type { ObjectMeta } from './meta.js';
import { dnsLabelProblem, labelValueProblem, qualifiedNameProblem } from './names.js';

const MOST_ANNOTATION_BYTES = 256 * 1024;

export const METADATA_SCHEMA = object({
  name: string,
  generateName: string,
  namespace: string,
  selfLink: string,
  uid: string,
  resourceVersion: string,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: int64,
  labels: map(string),
  annotations: map(string),
  ownerReferences: list(
    object({
      apiVersion: always(string),
      kind: always(string),
      name: always(string),
      uid: always(string),
      controller: pointer(boolean),
      blockOwnerDeletion: pointer(boolean),
    }),
  ),
  finalizers: list(string),
  managedFields: list(
    object({
      manager: string,
      operation: string,
      apiVersion: string,
      time,
      fieldsType: string,
      fieldsV1: anything,
      subresource: string,
    }),
  ),
});

/** What the API server sets itself on a new object, whatever a file says. Its creation time is kept: it decides precedence. */
const SET_BY_SERVER = new Set([
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
]);

export interface DecodedMetadata {
  readonly metadata: ObjectMeta;
  /** Of the kinds built into the API server most keep what is given here. */
  readonly generation: number;
  readonly errors: readonly TypedError[];
}

/** Reads metadata; with errors the metadata is only good for looking at. */
export function decodeMetadata(value: unknown): DecodedMetadata {
  const decoded = decodeLikeGo(value ?? {}, METADATA_SCHEMA, ['metadata']);
  const errors = [...decoded.errors, ...checkGoValues(decoded.value, METADATA_SCHEMA, ['metadata'])];
  if (errors.length > 0) return { metadata: { name: '' }, generation: 0, errors };
  const kept = Object.entries(decoded.value as ObjectMeta).filter(([key]) => !SET_BY_SERVER.has(key));
  const { generation = 0 } = decoded.value as ObjectMeta;
  return { metadata: Object.fromEntries(kept) as unknown as ObjectMeta, generation, errors };
}

/** The namespace that an object is in: its own, else the one it is put into; none for kinds that have no namespaces. */
export function placeIn(metadata: ObjectMeta, namespaced: boolean, namespace: string): ObjectMeta {
  const { namespace: own, ...rest } = metadata;
  return namespaced ? { ...rest, namespace: own ?? namespace } : rest;
}

export function checkLabels(
  labels: Readonly<Record<string, string>>,
  path: readonly (string | number)[],
): TypedError[] {
  return Object.entries(labels).flatMap(([key, value]) => {
    const keyProblem = qualifiedNameProblem(key);
    const valueProblem = labelValueProblem(value);
    return [
      ...(keyProblem === undefined ? [] : [invalid([...path, key], key, `as a key, ${keyProblem}`)]),
      ...(valueProblem === undefined ? [] : [invalid([...path, key], value, valueProblem)]),
    ];
  });
}

function checkAnnotations(annotations: Readonly<Record<string, string>>): TypedError[] {
  const path = ['metadata', 'annotations'];
  const errors = Object.keys(annotations).flatMap((key) => {
    const problem = qualifiedNameProblem(key.toLowerCase());
    return problem === undefined ? [] : [invalid([...path, key], key, `as a key, ${problem}`)];
  });
  const bytes = Object.entries(annotations)
    .flat()
    .reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (bytes <= MOST_ANNOTATION_BYTES) return errors;
  return [
    ...errors,
    fieldError('too-long', path, `Too long: all annotations together may be at most ${MOST_ANNOTATION_BYTES} bytes`),
  ];
}

function checkOwners({ ownerReferences = [] }: ObjectMeta): TypedError[] {
  const path = ['metadata', 'ownerReferences'];
  const errors = ownerReferences.flatMap((owner, index) => {
    const version = owner.apiVersion?.split('/').at(-1) ?? '';
    const missing = [
      ...(version === '' ? ['apiVersion'] : []),
      ...(['kind', 'name', 'uid'] as const).filter((field) => (owner[field] ?? '') === ''),
    ];
    const isEvent = owner.apiVersion === 'v1' && owner.kind === 'Event';
    return [
      ...missing.map((field) => invalid([...path, index, field], '', 'must not be empty')),
      ...(isEvent ? [invalid([...path, index], owner, 'an Event cannot be an owner')] : []),
    ];
  });
  const controllers = ownerReferences.filter(({ controller }) => controller === true).length;
  return controllers > 1
    ? [...errors, invalid(path, ownerReferences, 'only one owner can have controller set to true')]
    : errors;
}

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** The kinds built into the API server take only finalizers that it knows or that have a prefix. */
export function checkKnownFinalizers(finalizers: readonly string[], path: Path): TypedError[] {
  return finalizers.flatMap((finalizer, index) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
      ? []
      : [
          invalid(
            [...path, index],
            finalizer,
            'must be a standard finalizer or have a prefix (e.g. "example.com/name")',
          ),
        ],
  );
}

export function checkFinalizerNames(finalizers: readonly string[], path: Path): TypedError[] {
  return finalizers.flatMap((finalizer, index) => {
    const problem = qualifiedNameProblem(finalizer);
    return problem === undefined ? [] : [invalid([...path, index], finalizer, problem)];
  });
}

function checkFinalizers({ finalizers = [] }: ObjectMeta): TypedError[] {
  const path = ['metadata', 'finalizers'];
  const errors = checkFinalizerNames(finalizers, path);
  const both = finalizers.includes('orphan') && finalizers.includes('foregroundDeletion');
  return both ? [...errors, invalid(path, finalizers, 'orphan and foregroundDeletion cannot both be set')] : errors;
}

/** Checks the metadata of a new object whose kind has names as `nameProblem` says. */
export function checkMetadata(
  metadata: ObjectMeta,
  nameProblem: (name: string) => string | undefined,
): readonly TypedError[] {
  const { name = '', namespace, generateName } = metadata;
  const problem = name === '' ? undefined : nameProblem(name);
  const namespaceProblem = namespace === undefined ? undefined : dnsLabelProblem(namespace);
  // A prefix may end with a dash, since a generated name goes on after it; what is before the dash is not looked at.
  const prefixProblem = generateName === undefined ? undefined : nameProblem(generateName.replace(/.-$/, 'a'));
  return [
    ...(name === '' ? [required(['metadata', 'name'], 'every object needs a name')] : []),
    ...(problem === undefined ? [] : [invalid(['metadata', 'name'], name, problem)]),
    ...(prefixProblem === undefined ? [] : [invalid(['metadata', 'generateName'], generateName, prefixProblem)]),
    ...(namespaceProblem === undefined ? [] : [invalid(['metadata', 'namespace'], namespace, namespaceProblem)]),
    ...checkLabels(metadata.labels ?? {}, ['metadata', 'labels']),
    ...checkAnnotations(metadata.annotations ?? {}),
    ...checkOwners(metadata),
    ...checkFinalizers(metadata),
  ];
}
