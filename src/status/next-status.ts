import { isDeepStrictEqual } from 'node:util';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { ObjectStatus, StatusCondition } from '../model/index.js';
import { conditionsHold, foreignConditions, type LiveCondition, timed } from './conditions.js';

/** A status to apply. */
export interface StatusWrite {
  readonly status: Readonly<Record<string, unknown>>;
  /** It repeats what others wrote, so it may only replace the very version that was read. */
  readonly onlyIfUnchanged: boolean;
}

export interface StatusContext {
  /** Entries with this name are ours. */
  readonly controllerName: string;
  /** RFC 3339. */
  readonly now: string;
}

interface Entry {
  readonly controllerName: string;
  readonly conditions: readonly LiveCondition[];
  readonly [field: string]: unknown;
}

/** Lists that several controllers share, which the API server takes only as a whole, and how many entries they hold. */
const SHARED_LISTS: Readonly<Record<string, { readonly list: 'parents' | 'ancestors'; readonly most: number }>> = {
  HTTPRoute: { list: 'parents', most: 32 },
  GRPCRoute: { list: 'parents', most: 32 },
  TLSRoute: { list: 'parents', most: 32 },
  TCPRoute: { list: 'parents', most: 32 },
  UDPRoute: { list: 'parents', most: 32 },
  BackendTLSPolicy: { list: 'ancestors', most: 16 },
};

/** What has to be applied so that the object says what is wanted; nothing when it does already, or when it is none of our business. */
export function nextStatus(
  kind: string,
  wanted: ObjectStatus | undefined,
  live: KubernetesObject,
  context: StatusContext,
): StatusWrite | undefined {
  const shared = SHARED_LISTS[kind];
  const status = (live.status ?? {}) as Readonly<Record<string, unknown>>;
  if (shared !== undefined) return nextShared(shared, wanted, status, context);
  if (wanted === undefined) return undefined;
  return nextOwn(wanted.status as unknown as OwnStatus, status as LiveStatus, context);
}

function nextShared(
  { list, most }: { readonly list: 'parents' | 'ancestors'; readonly most: number },
  wanted: ObjectStatus | undefined,
  status: Readonly<Record<string, unknown>>,
  { controllerName, now }: StatusContext,
): StatusWrite | undefined {
  const entries = (status[list] ?? []) as readonly Entry[];
  const others = entries.filter((entry) => entry.controllerName !== controllerName);
  const before = entries.filter((entry) => entry.controllerName === controllerName);
  const wantedEntries = ((wanted?.status as Readonly<Record<string, unknown>> | undefined)?.[list] ??
    []) as readonly Entry[];
  const reference = list === 'parents' ? 'parentRef' : 'ancestorRef';
  const own = wantedEntries.slice(0, Math.max(0, most - others.length)).map((entry): Entry => {
    const live = before.find((one) => isDeepStrictEqual(one[reference], entry[reference]));
    const conditions = timed(entry.conditions, live?.conditions, now);
    return { ...entry, conditions: [...conditions, ...foreignConditions(live?.conditions, conditions.length)] };
  });
  const unchanged =
    own.length === before.length &&
    own.every((entry, i) => {
      const { conditions = [], ...rest } = before[i] ?? {};
      const { conditions: next, ...wantedRest } = entry;
      return isDeepStrictEqual(wantedRest, rest) && sameSet(next, conditions as readonly LiveCondition[]);
    });
  if (unchanged) return undefined;
  return { status: { [list]: [...others, ...own] }, onlyIfUnchanged: true };
}

/** Equal but for their order and for how the server writes times. */
function sameSet(a: readonly LiveCondition[], b: readonly LiveCondition[]): boolean {
  return a.length === b.length && a.every((one) => b.some((other) => isDeepStrictEqual(one, other)));
}

interface OwnStatus {
  readonly conditions: readonly StatusCondition[];
  readonly listeners?: readonly { readonly name: string; readonly conditions: readonly StatusCondition[] }[];
  readonly supportedFeatures?: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}

interface LiveStatus {
  readonly conditions?: readonly LiveCondition[];
  readonly listeners?: readonly { readonly name: string; readonly conditions?: readonly LiveCondition[] }[];
  readonly supportedFeatures?: readonly { readonly name: string }[];
  readonly [field: string]: unknown;
}

/** A status of which all lists but the atomic ones have keys: the API server keeps apart what is whose. */
function nextOwn(wanted: OwnStatus, live: LiveStatus, { now }: StatusContext): StatusWrite | undefined {
  const { conditions, listeners, supportedFeatures, ...rest } = wanted;
  const nextConditions = timed(conditions, live.conditions, now);
  const nextListeners = listeners?.map((listener) => {
    const before = live.listeners?.find(({ name }) => name === listener.name);
    return { ...listener, conditions: timed(listener.conditions, before?.conditions, now) };
  });
  const holds =
    conditionsHold(nextConditions, live.conditions) &&
    (nextListeners === undefined || listenersHold(nextListeners, live.listeners ?? [])) &&
    (supportedFeatures === undefined || sameNames(supportedFeatures, live.supportedFeatures ?? [])) &&
    Object.entries(rest).every(([field, value]) => isDeepStrictEqual(orNothing(value), orNothing(live[field])));
  if (holds) return undefined;
  const status = {
    ...rest,
    conditions: nextConditions,
    ...(nextListeners && { listeners: nextListeners }),
    ...(supportedFeatures && { supportedFeatures }),
  };
  return { status, onlyIfUnchanged: false };
}

function listenersHold(
  wanted: readonly { readonly name: string; readonly conditions: readonly LiveCondition[] }[],
  live: NonNullable<LiveStatus['listeners']>,
): boolean {
  return (
    wanted.length === live.length &&
    wanted.every(({ conditions, ...fields }) => {
      const found = live.find(({ name }) => name === fields.name);
      if (found === undefined) return false;
      const { conditions: liveConditions, ...liveFields } = found;
      return conditionsHold(conditions, liveConditions) && isDeepStrictEqual(fields, liveFields);
    })
  );
}

function sameNames(a: readonly { readonly name: string }[], b: readonly { readonly name: string }[]): boolean {
  const names = new Set(b.map(({ name }) => name));
  return names.size === a.length && a.every(({ name }) => names.has(name));
}

/** The API server leaves out what is empty. */
function orNothing(value: unknown): unknown {
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}
