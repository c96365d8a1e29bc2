/** Reads bodies of requests, with a bound for each and one for all that are being read or used. */
export class BodyReader {
  readonly #mostEach: number;
  readonly #mostTogether: number;
  #together = 0;

  /** Both in bytes. */
  constructor(mostEach: number, mostTogether: number) {
    this.#mostEach = mostEach;
    this.#mostTogether = mostTogether;
  }

  /** What `use` makes of the text; what is beyond a bound is not read. @throws Error when the body ends too early, and what `use` throws. */
  async read<T>(body: AsyncIterable<Buffer>, use: (text: string) => Promise<T>): Promise<T | 'too large' | 'busy'> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        if (size + chunk.length > this.#mostEach) return 'too large';
        if (this.#together + chunk.length > this.#mostTogether) return 'busy';
        size += chunk.length;
        this.#together += chunk.length;
        chunks.push(chunk);
      }
      return await use(Buffer.concat(chunks).toString());
    } finally {
      this.#together -= size;
    }
  }
}
