import { pino } from 'pino';
import type { LogLevel } from '../app/standalone.js';
import type { ObjectStatus } from '../model/index.js';
import { formatProblem, type SourceProblem } from '../sources/source.js';
import type { Colors } from './colors.js';
import { printable, printableLines } from './printable.js';
import { Screen } from './screen.js';
import { type HolderOf, rowsOf } from './status-rows.js';
import { statusLine, statusTable } from './status-table.js';

const LEVEL_OF = { error: 'error', warning: 'warn', note: 'info' } as const satisfies Record<string, LogLevel>;
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Redraws at most this often; a terminal shows no more. */
const REDRAW_MS = 50;

export interface RunOutputOptions {
  readonly out: NodeJS.WriteStream;
  readonly error: NodeJS.WriteStream;
  readonly colors: Colors;
  readonly level: LogLevel;
  readonly holderOf: HolderOf;
}

/**
 * What `gatewright run` prints. On a terminal: a table of statuses that updates in place, below log lines for people.
 * Piped: a line for each status that changed on standard output, logs as JSON on standard error.
 */
export class RunOutput {
  readonly #screen: Screen | undefined;
  readonly #colors: Colors;
  readonly #level: LogLevel;
  readonly #logger: pino.Logger;
  readonly #out: NodeJS.WriteStream;
  readonly #holderOf: HolderOf;
  readonly #statuses = new Map<string, ObjectStatus>();
  readonly #printed = new Map<string, string[]>();
  #problems = new Set<string>();
  #redraw: NodeJS.Timeout | undefined;

  constructor({ out, error, colors, level, holderOf }: RunOutputOptions) {
    this.#out = out;
    this.#holderOf = holderOf;
    this.#colors = colors;
    this.#level = level;
    this.#screen = out.isTTY && process.env.TERM !== 'dumb' ? new Screen(out) : undefined;
    this.#logger = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, error);
  }

  log(level: LogLevel, component: string, message: string): void {
    if (this.#screen === undefined) {
      this.#logger[level]({ component }, printableLines(message));
      return;
    }
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.#level)) return;
    const paint = {
      debug: this.#colors.dim,
      info: this.#colors.dim,
      warn: this.#colors.yellow,
      error: this.#colors.red,
    }[level];
    this.#screen.log(paint(`${component}: ${printable(message)}`));
  }

  started(adminUrl: string): void {
    this.log('info', 'gatewright', `serving; health, metrics and dumps on ${adminUrl}`);
  }

  /** A line of the access log. */
  access(line: string): void {
    const text = printable(line);
    if (this.#screen === undefined) this.#out.write(`${text}\n`);
    else this.#screen.log(text);
  }

  /** Prints the problems that are new and says which ones are gone. */
  problems(problems: readonly SourceProblem[]): void {
    const current = new Map(problems.map((problem) => [formatProblem(problem), problem.severity]));
    for (const [text, severity] of current) {
      if (!this.#problems.has(text)) this.log(LEVEL_OF[severity], 'files', text);
    }
    for (const text of this.#problems) if (!current.has(text)) this.log('info', 'files', `mended: ${text}`);
    this.#problems = new Set(current.keys());
  }

  statuses(changed: ReadonlyMap<string, ObjectStatus | undefined>): void {
    for (const [key, status] of changed) {
      if (status === undefined) this.#statuses.delete(key);
      else this.#statuses.set(key, status);
    }
    if (this.#screen === undefined) this.#printLines(changed);
    else this.#redraw ??= setTimeout(() => this.#draw(), REDRAW_MS);
  }

  /** Draws what is still waiting and leaves the terminal tidy. */
  end(): void {
    if (this.#redraw !== undefined) this.#draw();
    this.#screen?.end();
  }

  #draw(): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    const screen = this.#screen;
    screen?.draw(
      statusTable(this.#statuses.values(), {
        holderOf: this.#holderOf,
        colors: this.#colors,
        width: screen.width,
        height: screen.height - 1,
      }),
    );
  }

  #printLines(changed: ReadonlyMap<string, ObjectStatus | undefined>): void {
    for (const [key, status] of changed) {
      const before = this.#printed.get(key) ?? [];
      const lines = status === undefined ? [] : rowsOf(status, this.#holderOf).map(statusLine);
      for (const line of lines) if (!before.includes(line)) this.#out.write(`${line}\n`);
      if (status === undefined) {
        this.#printed.delete(key);
        this.#out.write(`${printable(key)} is gone\n`);
      } else this.#printed.set(key, lines);
    }
  }
}
