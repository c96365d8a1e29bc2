import type { RetryTiming } from './retries.js';

/** Times in milliseconds; tests shorten them. */
export interface ListWatchTiming extends RetryTiming {
  /** A watch is asked for this long, and for up to a third more, and then begun again from where it was. */
  readonly watchMs: number;
  /** A watch that lives longer than it was asked for by this is dead, however open its connection looks. */
  readonly graceMs: number;
  /** How long an answer may take to begin, and each next part of the first objects to come. */
  readonly initialMs: number;
  /** How long an answer as a whole may take: a page of a list, or the list of kinds. */
  readonly answerMs: number;
  /** A watch that ends sooner than this and said nothing has failed. */
  readonly shortMs: number;
  /** After an outage this long the server may have gone back in time, to a backup: list instead of watching on. */
  readonly outageMs: number;
  /** How often a kind that is not served is looked for. */
  readonly absentMs: number;
}

/**
 * API servers send bookmarks about once a minute: too seldom to tell within a minute a silent watch from one of a kind that does
 * not change. So watches are short, and one that does not end when it should is dead: noticed after 58 s at most.
 */
export const LIST_WATCH_TIMING: ListWatchTiming = {
  watchMs: 40_000,
  graceMs: 5_000,
  initialMs: 15_000,
  answerMs: 30_000,
  shortMs: 1_000,
  outageMs: 30_000,
  absentMs: 3_000,
  firstRetryMs: 800,
  mostRetryMs: 30_000,
  mostUnreachableMs: 2_000,
};
