/** Time that only goes forward, in milliseconds. */
export interface Clock {
  now(): number;
  /** @returns what cancels it. */
  after(ms: number, act: () => void): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};
