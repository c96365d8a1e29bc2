import { Backoff } from './backoff.js';

/** Times in milliseconds. */
export interface RetryTiming {
  readonly firstRetryMs: number;
  /** The longest wait for a server that answers and is in trouble. */
  readonly mostRetryMs: number;
  /** The longest wait for a server that does not answer: asking costs nobody anything, and it is wanted at once when it is back. */
  readonly mostUnreachableMs: number;
}

/** What a server asks for beyond this is taken for a mistake. */
const MOST_RETRY_AFTER_MS = 60_000;

/** How long to wait after which failure. */
export class Retries {
  readonly #troubled: Backoff;
  readonly #unreachable: Backoff;
  #expired = false;

  constructor({ firstRetryMs, mostRetryMs, mostUnreachableMs }: RetryTiming) {
    this.#troubled = new Backoff(firstRetryMs, mostRetryMs);
    this.#unreachable = new Backoff(firstRetryMs, mostUnreachableMs);
  }

  /** The server answers, and cannot or will not. */
  afterTrouble(retryAfterMs = 0): number {
    this.#unreachable.reset();
    // All who were sent away come back spread over a fourth of the time.
    const asked = Math.min(retryAfterMs, MOST_RETRY_AFTER_MS) * (1 + Math.random() / 4);
    return Math.max(asked, this.#troubled.next());
  }

  /** Nobody answers. */
  afterSilence(): number {
    this.#troubled.reset();
    return this.#unreachable.next();
  }

  /** What was known is too old: the first time no reason to wait, but a server may keep saying so. */
  afterExpiry(): number {
    if (this.#expired) return this.#troubled.next();
    this.#expired = true;
    return 0;
  }

  /** Things go well again. */
  reset(): void {
    this.#troubled.reset();
    this.#unreachable.reset();
    this.#expired = false;
  }
}
