import { ApiError } from '../kubernetes/api-error.js';
import { Backoff } from '../kubernetes/backoff.js';

const AT_ONCE = 4;
const DEFAULT_RETRY_MS = { first: 500, most: 60_000 };

interface Retry {
  readonly backoff: Backoff;
  timer?: NodeJS.Timeout | undefined;
}

/** Works on keys, a few at once and each never twice at once; one that fails again after a while that grows. */
export class WorkQueue {
  readonly #work: (key: string) => Promise<void>;
  readonly #retryMs: { readonly first: number; readonly most: number };
  readonly #waiting = new Set<string>();
  readonly #running = new Set<string>();
  readonly #retries = new Map<string, Retry>();
  #paused = true;

  constructor(work: (key: string) => Promise<void>, retryMs = DEFAULT_RETRY_MS) {
    this.#work = work;
    this.#retryMs = retryMs;
  }

  get size(): number {
    return this.#waiting.size + this.#running.size + this.#retries.size;
  }

  /** @param urgent whether a key that waits after a failure is tried at once, because there is something new about it. */
  add(key: string, urgent: boolean): void {
    const retry = this.#retries.get(key);
    if (retry?.timer !== undefined) {
      if (!urgent) return;
      clearTimeout(retry.timer);
      retry.timer = undefined;
    }
    this.#waiting.add(key);
    this.#next();
  }

  /** Works on what waits, until {@link pause}. */
  resume(): void {
    this.#paused = false;
    this.#next();
  }

  /** Begins nothing more. */
  pause(): void {
    this.#paused = true;
    for (const [key, { timer }] of this.#retries) {
      if (timer !== undefined) this.#waiting.add(key);
      clearTimeout(timer);
    }
    this.#retries.clear();
  }

  #next(): void {
    for (const key of this.#waiting) {
      if (this.#paused || this.#running.size >= AT_ONCE) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      this.#running.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#work(key);
      this.#retries.delete(key);
    } catch (error) {
      if (!this.#paused) this.#later(key, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
      else this.#waiting.add(key);
    } finally {
      this.#running.delete(key);
      this.#next();
    }
  }

  #later(key: string, atLeastMs: number): void {
    const { first, most } = this.#retryMs;
    const retry = this.#retries.get(key) ?? { backoff: new Backoff(first, most) };
    this.#retries.set(key, retry);
    if (this.#waiting.has(key)) return;
    retry.timer = setTimeout(
      () => {
        retry.timer = undefined;
        this.#waiting.add(key);
        this.#next();
      },
      Math.max(atLeastMs, retry.backoff.next()),
    );
  }
}
