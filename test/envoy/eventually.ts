/** Limits of a wait; the deadline only bounds a failing test, a passing one returns at the first success. */
export interface WaitOptions {
  /** Milliseconds after which the last error is thrown. */
  readonly timeoutMs?: number;
  /** Milliseconds between two tries. */
  readonly everyMs?: number;
}

/**
 * Calls `probe` until it returns without throwing and gives its result.
 *
 * @throws Error the probe's last error, when the time is over.
 */
export async function eventually<T>(probe: () => T | Promise<T>, options: WaitOptions = {}): Promise<T> {
  const { timeoutMs = 15_000, everyMs = 10 } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }
}
