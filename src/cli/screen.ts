import { stripVTControlCharacters } from 'node:util';

const CLEAR_BELOW = '\x1b[0J';

/** The part of a terminal that a program draws on again and again, with lines of log scrolling away above it. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;
  #lines: readonly string[] = [];

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  get width(): number {
    return this.#stream.columns || 120;
  }

  get height(): number {
    return this.#stream.rows || 40;
  }

  /** Replaces what was drawn before. */
  draw(lines: readonly string[]): void {
    this.#stream.write(`${this.#up()}${lines.map((line) => `${line}\n`).join('')}`);
    this.#lines = lines;
  }

  /** Writes a line above the drawing; it stays in the scroll-back. */
  log(line: string): void {
    const lines = this.#lines;
    this.#stream.write(`${this.#up()}${line}\n`);
    this.#lines = [];
    if (lines.length > 0) this.draw(lines);
  }

  /** Leaves what is drawn where it is; later lines come below. */
  end(): void {
    this.#lines = [];
  }

  /** To the first row of the drawing. A terminal that became narrower since then has wrapped its lines. */
  #up(): string {
    const { width } = this;
    const rows = this.#lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / width)),
      0,
    );
    return rows > 0 ? `\x1b[${rows}A\r${CLEAR_BELOW}` : '';
  }
}
