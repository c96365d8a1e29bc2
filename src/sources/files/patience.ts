/** How long the system may take for one file or folder; a file system of the network can take for ever. */
const MOST_MS = 10_000;

/**
 * Waits for what the system says of a path, but not longer than it may take, and not once waiting has ended. Of a path that the system
 * still owes an answer for nothing else is asked: each question takes one of a few threads for as long as it has none.
 */
export class Patience {
  readonly #mostMs: number;
  readonly #onLate: (path: string) => void;
  readonly #asked = new Set<string>();
  readonly #ending: Promise<never>;
  #end = () => {};

  /**
   * @param mostMs how long one answer may take, in milliseconds.
   * @param onLate called when an answer comes that was not waited for any more, so that the path can be looked at again.
   */
  constructor(mostMs = MOST_MS, onLate: (path: string) => void = () => {}) {
    this.#mostMs = mostMs;
    this.#onLate = onLate;
    this.#ending = new Promise((_, reject) => {
      this.#end = () => reject(new Error('reading has ended'));
    });
    this.#ending.catch(() => {});
  }

  /** @throws Error when there is no answer in time, and what `ask` throws. */
  async ask<T>(path: string, ask: () => Promise<T>): Promise<T> {
    if (this.#asked.has(path)) throw this.#noAnswer();
    this.#asked.add(path);
    let isLate = false;
    const answer = ask();
    const settled = () => {
      this.#asked.delete(path);
      if (isLate) this.#onLate(path);
    };
    answer.then(settled, settled);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        isLate = true;
        reject(this.#noAnswer());
      }, this.#mostMs);
    });
    try {
      return await Promise.race([answer, limit, this.#ending]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Gives up what is waited for, now and later. */
  end(): void {
    this.#end();
  }

  #noAnswer(): Error {
    return new Error(`no answer within ${this.#mostMs / 1000} s`);
  }
}
