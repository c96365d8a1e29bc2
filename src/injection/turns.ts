import { setImmediate } from 'node:timers/promises';

/** One at a time: between two of them, whatever else the process has to do gets its turn. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** @throws what `work` throws. */
  take<T>(work: () => T): Promise<T> {
    const turn = this.#last.then(() => setImmediate()).then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
