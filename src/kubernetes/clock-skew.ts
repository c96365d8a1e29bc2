/** Whether the clock of this process can be believed: `unknown` before an answer of the API server had a date. */
export type ClockState = 'right' | 'skewed' | 'unknown';

export interface ClockSkewOptions {
  /** Milliseconds, of a clock that only goes forward. */
  readonly now?: () => number;
}

/** More than clocks that are kept in step differ by, and far less than certificates begin in the past. */
const SKEWED_MS = 5 * 60_000;
/** How long after the last answer that differs the clock is believed again: of several API servers one may be as wrong. */
const DOUBTED_MS = 10 * 60_000;

/**
 * Compares the clock of this process with that of the API server, by the `Date` of its answers.
 *
 * Source: RFC 9110, 6.6.1.
 */
export class ClockSkew {
  readonly #now: () => number;
  readonly #listeners = new Set<(state: ClockState, aheadMs: number) => void>();
  #aheadMs: number | undefined;
  #doubtedUntil = Number.NEGATIVE_INFINITY;
  #reported: ClockState = 'unknown';

  constructor({ now = () => performance.now() }: ClockSkewOptions = {}) {
    this.#now = now;
  }

  get state(): ClockState {
    if (this.#aheadMs === undefined) return 'unknown';
    return this.#now() < this.#doubtedUntil ? 'skewed' : 'right';
  }

  /**
   * Milliseconds by which this clock is ahead of the API server's at least; below zero: behind it. Zero when the last answer does not show a
   * difference, `undefined` before there is an answer.
   */
  get aheadMs(): number | undefined {
    return this.#aheadMs;
  }

  /** Calls back when the state is another one. */
  onChange(listener: (state: ClockState, aheadMs: number) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Takes note of an answer.
   *
   * @param date its header, in whole seconds; absent or anything else: nothing is learnt.
   * @param sentAt when it was asked for, in milliseconds since the epoch by this clock.
   * @param receivedAt when it began, by this clock.
   */
  note(date: string | undefined, sentAt: number, receivedAt: number): void {
    const second = Date.parse(date ?? '');
    if (Number.isNaN(second)) return;
    // It was written some time between the two, and some time in that second.
    const least = sentAt - (second + 1_000);
    const most = receivedAt - second;
    this.#aheadMs = least > 0 ? least : Math.min(most, 0);
    if (Math.abs(this.#aheadMs) > SKEWED_MS) this.#doubtedUntil = this.#now() + DOUBTED_MS;
    const { state } = this;
    if (state === this.#reported) return;
    this.#reported = state;
    for (const listener of this.#listeners) listener(state, this.#aheadMs);
  }
}
