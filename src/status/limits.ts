import type { QueueLimits } from '../kubernetes/keyed-queue.js';

/** How often statuses are written: of all objects, of one that keeps changing, and after failures. */
export const STATUS_LIMITS: QueueLimits = {
  concurrency: 8,
  perSecond: 100,
  burst: 200,
  firstGapMs: 100,
  mostGapMs: 3_000,
  mostRestoreGapMs: 60_000,
  firstRetryMs: 500,
  mostRetryMs: 30_000,
  mostUnreachableMs: 5_000,
};
