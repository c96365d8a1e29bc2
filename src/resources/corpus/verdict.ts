import { createHash } from 'node:crypto';
import { formatPath, type Path } from '../errors.js';

/** What the API server said about one document. */
export type Verdict = Accepted | Rejected;

export interface Accepted {
  readonly ok: true;
  /** What the server's object has other than the document: places and values, null where it left something out. */
  readonly changes?: readonly (readonly [place: string, value: unknown])[];
  /** In place of the changes, when they are long: a hash of them. */
  readonly changesHash?: string;
}

export interface Rejected {
  readonly ok: false;
  /** The fields that the server names, in its notation. */
  readonly fields?: readonly string[];
  /** The fields that it does not know. */
  readonly unknown?: readonly string[];
  /** Messages of violated CEL rules. */
  readonly rules?: readonly string[];
}

const LONGEST_CHANGES = 600;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differences(from: unknown, to: unknown, path: Path): (readonly [string, unknown])[] {
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    return from.flatMap((element, index) => differences(element, to[index], [...path, index]));
  }
  if (isObject(from) && isObject(to)) {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    return keys.flatMap((key) => differences(from[key], to[key], [...path, key]));
  }
  return JSON.stringify(sorted(from)) === JSON.stringify(sorted(to)) ? [] : [[formatPath(path), sorted(to) ?? null]];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}

const CLUSTER_METADATA = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'uid'];
/** What a cluster chooses for a Service that does not. */
const CLUSTER_CHOICES = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort'];

function without(object: unknown, keys: readonly string[]): unknown {
  return isObject(object) ? Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key))) : object;
}

/** An object as both sides can know it: without what only a cluster adds. */
function comparable(object: unknown): unknown {
  if (!isObject(object)) return object;
  const metadata = without(object.metadata, CLUSTER_METADATA);
  if (object.kind !== 'Service') return { ...object, metadata };
  const spec = without(object.spec, CLUSTER_CHOICES) as { readonly ports?: readonly unknown[] };
  const ports = spec.ports?.map((port) => without(port, ['nodePort']));
  return { ...object, metadata, spec: { ...spec, ...(ports && { ports }) } };
}

/** The verdict for a document that became another object when it was accepted. */
export function accepted(document: unknown, object: unknown): Accepted {
  const changes = differences(comparable(document), comparable(object), []);
  if (changes.length === 0) return { ok: true };
  const text = JSON.stringify(changes);
  if (text.length <= LONGEST_CHANGES) return { ok: true, changes };
  return { ok: true, changesHash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}
