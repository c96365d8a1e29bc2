import { setImmediate } from 'node:timers/promises';

/** Work of which one piece is done at a time. Between two of them the event loop gets to everything else. */
export class YieldingQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** @throws what `work` throws. */
  take<T>(work: () => T): Promise<T> {
    const turn = this.#last.then(() => setImmediate()).then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
