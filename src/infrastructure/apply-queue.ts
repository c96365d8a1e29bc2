import { KeyedQueue, type KeyedQueueOptions, type QueueLimits } from '../kubernetes/keyed-queue.js';

/** Milliseconds until the first, and at most until any further, attempt after a failure. */
export interface RetryMs {
  readonly first: number;
  readonly most: number;
}

const RETRY: RetryMs = { first: 500, most: 60_000 };
/** While the API server does not answer. */
const MOST_UNREACHABLE_MS = 5_000;

/** Objects of proxies are written as soon as they differ: only changes of what is desired, and of what others write, cause work. */
function limits({ first, most }: RetryMs): QueueLimits {
  return {
    concurrency: 4,
    perSecond: Number.POSITIVE_INFINITY,
    burst: Number.POSITIVE_INFINITY,
    firstGapMs: 0,
    mostGapMs: 0,
    mostRestoreGapMs: 0,
    firstRetryMs: first,
    mostRetryMs: most,
    mostUnreachableMs: Math.min(most, MOST_UNREACHABLE_MS),
  };
}

/** The queue of a part that applies objects. It begins when it is resumed. @param work what throws is tried again. */
export function applyQueue(
  work: (key: string) => Promise<void>,
  retryMs: RetryMs = RETRY,
  groupsOf?: KeyedQueueOptions['groupsOf'],
): KeyedQueue {
  const next = (key: string) => async () => {
    await work(key);
    return 'done' as const;
  };
  return new KeyedQueue({ next, limits: limits(retryMs), paused: true, ...(groupsOf && { groupsOf }) });
}
