/** Milliseconds of work after which everything else in the process gets a turn. */
const TURN_MS = 5;

/**
 * Work of all streams, in the order in which it came, in short turns: however much of it there is, timers, probes and other connections
 * wait for no longer than a turn and the one piece of work that ends it. Who has only one piece queued at a time gets no more than its share.
 */
export class Turns {
  #queue: (() => void)[] = [];
  #scheduled = false;
  readonly #now: () => number;

  /** @param now milliseconds, of a clock that only goes forward. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How many pieces wait. */
  get size(): number {
    return this.#queue.length;
  }

  add(work: () => void): void {
    this.#queue.push(work);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#run());
  }

  #run(): void {
    const until = this.#now() + TURN_MS;
    const queue = this.#queue;
    this.#queue = [];
    let done = 0;
    try {
      while (done < queue.length) {
        done += 1;
        (queue[done - 1] as () => void)();
        if (this.#now() >= until) break;
      }
    } finally {
      // What came meanwhile comes after what waited already.
      this.#queue = done < queue.length ? [...queue.slice(done), ...this.#queue] : this.#queue;
      this.#scheduled = false;
      if (this.#queue.length > 0) this.#schedule();
    }
  }
}
