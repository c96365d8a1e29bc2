import { type AdmitOptions, admit } from '../resources/admit.js';
import type { FieldError } from '../resources/errors.js';
import { findKind, groupOf, KINDS } from '../resources/kinds.js';
import type { Resource } from '../resources/types.js';

/** What becomes of an object that somebody wrote: we take it, we refuse it, or it is for another program. */
export type Judgement =
  | { readonly verdict: 'taken'; readonly resource: Resource }
  | { readonly verdict: 'refused'; readonly subject?: string; readonly errors: readonly FieldError[] }
  | { readonly verdict: 'ignored'; readonly subject?: string; readonly reason: string };

/** Groups of which every kind is our business, so that a misspelt kind is an error there and not another program's. */
const OWN_GROUPS = new Set(['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io', 'gatewright.dev']);

export function judge(object: unknown, options: AdmitOptions = {}): Judgement {
  const subject = subjectOf(object);
  if (isForOthers(object)) {
    const { apiVersion, kind } = object as { apiVersion: string; kind: string };
    return { verdict: 'ignored', ...subject, reason: `ignored: Gatewright does not read ${kind} of ${apiVersion}` };
  }
  const admission = admit(object, options);
  return admission.ok
    ? { verdict: 'taken', resource: admission.object }
    : { verdict: 'refused', ...subject, errors: admission.errors };
}

function isForOthers(object: unknown): boolean {
  const { apiVersion, kind } = fields(object);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '') return false;
  if (findKind(apiVersion, kind) !== undefined) return false;
  const group = groupOf(apiVersion);
  if (OWN_GROUPS.has(group)) return false;
  return group !== '' || KINDS.every((known) => known.kind !== kind);
}

/** `Kind namespace/name`, as far as the object says it. */
function subjectOf(object: unknown): { readonly subject?: string } {
  const { kind, metadata } = fields(object);
  if (typeof kind !== 'string' || kind === '') return {};
  const { namespace, name } = fields(metadata);
  if (typeof name !== 'string' || name === '') return { subject: kind };
  return { subject: `${kind} ${typeof namespace === 'string' && namespace !== '' ? `${namespace}/` : ''}${name}` };
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The objects in a document: those of a `List` (or of a `KindList`) with their paths, else the document itself. */
export function objectsOf(
  document: unknown,
): readonly { readonly path: readonly (string | number)[]; readonly object: unknown }[] {
  const { kind, items } = fields(document);
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) {
    return [{ path: [], object: document }];
  }
  return items.map((object, index) => ({ path: ['items', index], object }));
}
