import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../kubernetes/objects.js';
import {
  isConditionType,
  type ObjectReferenceValue,
  type ObjectStatus,
  type StatusCondition,
  type StatusShape,
  statusShapeOf,
} from '../model/index.js';
import { type LiveCondition, mergeConditions } from './conditions.js';

type Fields = Readonly<Record<string, unknown>>;

/** What is to be said about an object. */
export interface NextStatus {
  /** What has to be written; absent: the object says it already, or it is none of our business. */
  readonly write?: StatusWrite;
  /** How many entries and conditions are left out, because others fill the list that they belong to. */
  readonly dropped: number;
}

/** The two forms of one content. */
export interface StatusWrite {
  /** For server-side apply: what is ours, and what others wrote only where a list can be written as a whole or not at all. */
  readonly own: Fields;
  /** The status as it is to become, with everything that others wrote. */
  readonly whole: Fields;
  /** The same for the same content, whenever it is written. */
  readonly content: string;
}

export interface StatusContext {
  /** Entries with one of these names are ours. */
  readonly controllerNames: readonly string[];
  /** RFC 3339. */
  readonly now: string;
}

/** Shared: a list in which every controller has entries, which the API server takes only as a whole. */
type Shape =
  | { readonly shared: 'parents'; readonly reference: 'parentRef'; readonly most: number }
  | { readonly shared: 'ancestors'; readonly reference: 'ancestorRef'; readonly most: number }
  | { readonly shared?: undefined };

/** Sizes of lists are those of the CRDs. */
const SHAPES: Readonly<Record<StatusShape, Shape>> = {
  Conditions: {},
  Listeners: {},
  Parents: { shared: 'parents', reference: 'parentRef', most: 32 },
  Ancestors: { shared: 'ancestors', reference: 'ancestorRef', most: 16 },
};

/** What other lists hold at most. */
const MOST: Readonly<Record<string, number>> = { addresses: 16, supportedKinds: 8, supportedFeatures: 64 };

/** Whether objects of the kind have a status that we may write. */
export function hasStatus(kind: string): kind is ObjectStatus['kind'] {
  return statusShapeOf(kind) !== undefined;
}

/** Compares what is wanted of an object with what it says. */
export function nextStatus(
  kind: ObjectStatus['kind'],
  wanted: ObjectStatus | undefined,
  live: KubernetesObject,
  context: StatusContext,
): NextStatus {
  const shape = SHAPES[statusShapeOf(kind) ?? 'Conditions'];
  const status = (live.status ?? {}) as Fields;
  if (shape.shared !== undefined) return nextShared(shape, wanted?.status as Fields | undefined, status, context);
  return wanted === undefined ? { dropped: 0 } : nextOwned(wanted.status as Fields, status, context);
}

interface WantedEntry extends Fields {
  readonly controllerName: string;
  readonly conditions: readonly StatusCondition[];
}

interface LiveEntry extends Fields {
  readonly controllerName: string;
  readonly conditions?: readonly LiveCondition[];
}

function nextShared(
  { shared, reference, most }: Extract<Shape, { readonly most: number }>,
  wantedStatus: Fields | undefined,
  status: Fields,
  { controllerNames, now }: StatusContext,
): NextStatus {
  const live = (status[shared] ?? []) as readonly LiveEntry[];
  const isOwn = (entry: LiveEntry) => controllerNames.includes(entry.controllerName);
  const wanted = new Map(
    ((wantedStatus?.[shared] ?? []) as readonly WantedEntry[]).map((entry) => [referenceKey(entry[reference]), entry]),
  );
  let dropped = 0;
  const next = (entry: WantedEntry, before?: LiveEntry) => {
    const conditions = mergeConditions(entry.conditions, before?.conditions, now);
    dropped += conditions.dropped;
    return { ...entry, conditions: conditions.all };
  };
  // Entries stay where they are, ours too; new ones come last.
  const list: LiveEntry[] = [];
  for (const entry of live) {
    const key = referenceKey(entry[reference]);
    const ours = isOwn(entry) ? wanted.get(key) : undefined;
    if (ours !== undefined) list.push(next(ours, entry));
    else if (!isOwn(entry)) list.push(entry);
    if (ours !== undefined) wanted.delete(key);
  }
  const added = [...wanted.values()].slice(0, Math.max(0, most - list.length));
  dropped += wanted.size - added.length;
  list.push(...added.map((entry) => next(entry)));
  const comparable = (entries: readonly LiveEntry[]) =>
    entries.filter(isOwn).map((entry) => ({
      ...entry,
      [reference]: withDefaults(entry[reference]),
      conditions: comparableConditions(entry.conditions, () => true),
    }));
  if (isDeepStrictEqual(comparable(list), comparable(live))) return { dropped };
  const whole = { [shared]: list };
  return { write: { own: whole, whole, content: contentOf(whole) }, dropped };
}

interface WantedListener extends Fields {
  readonly name: string;
  readonly conditions: readonly StatusCondition[];
}

interface LiveListener extends Fields {
  readonly name: string;
  readonly conditions?: readonly LiveCondition[];
}

/** A status of which one controller says everything but what others add to its conditions. */
function nextOwned(wanted: Fields, status: Fields, { now }: StatusContext): NextStatus {
  const live = status as {
    readonly conditions?: readonly LiveCondition[];
    readonly listeners?: readonly LiveListener[];
  };
  const { conditions: wantedConditions, listeners: wantedListeners, ...rest } = cut(wanted);
  const conditions = mergeConditions(wantedConditions as readonly StatusCondition[], live.conditions, now);
  const listeners = (wantedListeners as readonly WantedListener[] | undefined)?.map((listener) => {
    const before = live.listeners?.find(({ name }) => name === listener.name);
    return {
      fields: cut(listener) as WantedListener,
      conditions: mergeConditions(listener.conditions, before?.conditions, now),
    };
  });
  const form = (which: 'own' | 'all'): Fields => ({
    ...rest,
    conditions: conditions[which],
    ...(listeners && {
      listeners: listeners.map((listener) => ({ ...listener.fields, conditions: listener.conditions[which] })),
    }),
  });
  const dropped = (listeners ?? []).reduce((sum, one) => sum + one.conditions.dropped, conditions.dropped);
  const own = form('own');
  if (isDeepStrictEqual(comparable(own), comparable(status))) return { dropped };
  return { write: { own, whole: form('all'), content: contentOf(own) }, dropped };
}

function cut(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, MOST[name]) : value]),
  );
}

/** Without what the API server may write otherwise: empty lists, the order of lists that have keys, and times. */
function comparable(status: Fields): Fields {
  const { conditions, listeners, supportedFeatures, ...rest } = status as {
    readonly conditions?: readonly LiveCondition[];
    readonly listeners?: readonly LiveListener[];
    readonly supportedFeatures?: readonly { readonly name: string }[];
  };
  return {
    ...withoutEmpty(rest),
    conditions: comparableConditions(conditions, isConditionType),
    listeners: sorted(listeners, ({ name }) => name).map((listener) => ({
      ...withoutEmpty(listener),
      conditions: comparableConditions(listener.conditions, isConditionType),
    })),
    supportedFeatures: sorted(supportedFeatures, ({ name }) => name),
  };
}

function comparableConditions(conditions: readonly LiveCondition[] = [], counts: (type: string) => boolean) {
  return sorted(conditions, ({ type }) => type).flatMap(({ lastTransitionTime: _, ...condition }) =>
    counts(condition.type) ? [condition] : [],
  );
}

function withoutEmpty(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

function sorted<T>(list: readonly T[] = [], by: (item: T) => string): readonly T[] {
  return list.toSorted((a, b) => (by(a) < by(b) ? -1 : 1));
}

/** As the API server completes it. */
function withDefaults(reference: unknown): ObjectReferenceValue {
  return { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...(reference as ObjectReferenceValue) };
}

function referenceKey(reference: unknown): string {
  const { group, kind, namespace, name, sectionName, port } = withDefaults(reference);
  return JSON.stringify([group, kind, namespace, name, sectionName, port]);
}

function contentOf(status: Fields): string {
  return JSON.stringify(status, (field, value: unknown) => (field === 'lastTransitionTime' ? undefined : value));
}
