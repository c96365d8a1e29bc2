import type { StatusCondition } from '../model/index.js';

/** A condition as the API server holds it. */
export interface LiveCondition extends StatusCondition {
  readonly lastTransitionTime: string;
}

const MOST_MESSAGE = 32_768;
const MOST_CONDITIONS = 8;

/** Types that we may set: of these, one that is not wanted any more goes away; every other type is somebody else's and stays. */
const OWN_TYPES: ReadonlySet<string> = new Set([
  'Accepted',
  'Conflicted',
  'InsecureFrontendValidationMode',
  'OverlappingTLSConfig',
  'PartiallyInvalid',
  'Programmed',
  'ResolvedRefs',
]);

/**
 * Wanted conditions with their times: the time stays while the status does.
 *
 * @param now RFC 3339.
 */
export function timed(
  wanted: readonly StatusCondition[],
  live: readonly LiveCondition[] | undefined,
  now: string,
): readonly LiveCondition[] {
  return wanted.map((condition) => {
    const before = live?.find(({ type }) => type === condition.type);
    return {
      ...condition,
      message: condition.message.slice(0, MOST_MESSAGE),
      lastTransitionTime: before?.status === condition.status ? before.lastTransitionTime : now,
    };
  });
}

/** Conditions that others have put among ours, as many as there is room for. */
export function foreignConditions(live: readonly LiveCondition[] | undefined, own: number): readonly LiveCondition[] {
  return (live ?? []).filter(({ type }) => !OWN_TYPES.has(type)).slice(0, MOST_CONDITIONS - own);
}

/** Whether all of these are there as they are, and none of ours beside them. */
export function conditionsHold(
  wanted: readonly LiveCondition[],
  live: readonly LiveCondition[] | undefined = [],
): boolean {
  const ours = live.filter(({ type }) => OWN_TYPES.has(type));
  return (
    ours.length === wanted.length && wanted.every((condition) => ours.some((one) => sameCondition(condition, one)))
  );
}

function sameCondition(a: LiveCondition, b: LiveCondition): boolean {
  return (
    a.type === b.type &&
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message &&
    a.observedGeneration === b.observedGeneration
  );
}
