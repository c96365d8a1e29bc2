import { isConditionType, type StatusCondition } from '../model/index.js';

/** A condition as the API server holds it. */
export interface LiveCondition extends Omit<StatusCondition, 'type'> {
  /** Also one of somebody else's. */
  readonly type: string;
  readonly lastTransitionTime: string;
}

export interface MergedConditions {
  /** Ours, with their times. */
  readonly own: readonly LiveCondition[];
  /** Ours and everybody else's, in the order in which they are there now. */
  readonly all: readonly LiveCondition[];
  /** How many of ours the API server has no room for, because others fill the list. */
  readonly dropped: number;
}

const MOST_CONDITIONS = 8;
const MOST_MESSAGE = 32_768;
const REASON = /^[A-Za-z]([A-Za-z0-9_,:]{0,1022}[A-Za-z0-9_])?$/;

/**
 * Wanted conditions among those that others have set. A condition keeps its time as long as it keeps its status. What the API
 * server would refuse is cut, so that one message cannot keep all the rest from being written.
 *
 * @param now RFC 3339.
 */
export function mergeConditions(
  wanted: readonly StatusCondition[],
  live: readonly LiveCondition[] = [],
  now: string,
): MergedConditions {
  const foreign = live.filter(({ type }) => !isConditionType(type));
  const fitting = wanted.slice(0, Math.max(0, MOST_CONDITIONS - foreign.length));
  const own = fitting.map((condition): LiveCondition => {
    const before = live.find(({ type }) => type === condition.type);
    return {
      type: condition.type,
      status: condition.status,
      observedGeneration: condition.observedGeneration,
      lastTransitionTime: before?.status === condition.status ? before.lastTransitionTime : now,
      reason: REASON.test(condition.reason) ? condition.reason : 'Unknown',
      message: fittingMessage(condition.message),
    };
  });
  const kept = live.flatMap((condition) =>
    foreign.includes(condition) ? [condition] : own.filter(({ type }) => type === condition.type),
  );
  const added = own.filter(({ type }) => !live.some((condition) => condition.type === type));
  return { own, all: [...kept, ...added], dropped: wanted.length - own.length };
}

/** The API server counts characters and stores halves of them as replacement characters. */
function fittingMessage(message: string): string {
  const cut = message.length <= MOST_MESSAGE ? message : `${message.slice(0, MOST_MESSAGE - 1)}…`;
  return cut.replace(/\p{Surrogate}/gu, '\uFFFD');
}
