const CLEAR_BELOW = '\x1b[0J';

/** The part of a terminal that a program draws on again and again, with lines of log scrolling away above it. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  #drawn = 0;
  #lines: readonly string[] = [];

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  get width(): number {
    return this.#stream.columns ?? 120;
  }

  get height(): number {
    return this.#stream.rows ?? 40;
  }

  /** Replaces what was drawn before. */
  draw(lines: readonly string[]): void {
    this.#lines = lines;
    this.#stream.write(`${this.#up()}${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  /** Writes a line above the drawing; it stays in the scroll-back. */
  log(line: string): void {
    this.#stream.write(`${this.#up()}${line}\n`);
    this.#drawn = 0;
    if (this.#lines.length > 0) this.draw(this.#lines);
  }

  /** Leaves what is drawn where it is; later lines come below. */
  end(): void {
    this.#drawn = 0;
    this.#lines = [];
  }

  #up(): string {
    return this.#drawn > 0 ? `\x1b[${this.#drawn}A\r${CLEAR_BELOW}` : '';
  }
}
