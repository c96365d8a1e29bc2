import type { Logger } from 'pino';
import type { LogLevel } from '../app/standalone.js';
import type { ObjectStatus } from '../model/index.js';
import { formatPlace, formatProblem, type SourceProblem } from '../sources/source.js';
import { accessLine } from './access-line.js';
import type { Colors } from './colors.js';
import { jsonLogger } from './json-logger.js';
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
  readonly #logger: Logger;
  readonly #out: NodeJS.WriteStream;
  readonly #holderOf: HolderOf;
  readonly #statuses = new Map<string, ObjectStatus>();
  readonly #printed = new Map<string, string[]>();
  #problems = new Map<string, SourceProblem>();
  #redraw: NodeJS.Timeout | undefined;

  constructor({ out, error, colors, level, holderOf }: RunOutputOptions) {
    this.#out = out;
    this.#holderOf = holderOf;
    this.#colors = colors;
    this.#level = level;
    this.#screen = out.isTTY && process.env.TERM !== 'dumb' ? new Screen(out) : undefined;
    this.#logger = jsonLogger(level, error);
    out.on('resize', this.#schedule);
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

  /** Says that nothing is served any more; the table, which says otherwise, goes. */
  stopped(): void {
    clearTimeout(this.#redraw);
    this.#redraw = undefined;
    this.#statuses.clear();
    this.#screen?.draw([]);
    this.log('info', 'gatewright', 'stopped');
  }

  /** A line of the access log: for people on a terminal, as Envoy writes it elsewhere. */
  access(line: string): void {
    if (this.#screen === undefined) this.#out.write(`${printable(line)}\n`);
    else this.#screen.log(accessLine(line, this.#colors));
  }

  /** Prints the problems that are new, and the places of errors and warnings that are gone. */
  problems(problems: readonly SourceProblem[]): void {
    const current = new Map(problems.map((problem) => [formatProblem(problem), problem]));
    for (const [text, { severity }] of current) {
      if (!this.#problems.has(text)) this.log(LEVEL_OF[severity], 'files', text);
    }
    // What only moved within its file, or is wrong in another way now, is not fixed.
    const left = new Set(problems.flatMap((problem) => [formatPlace(problem), identityOf(problem)]));
    const fixed = Array.from(this.#problems.values())
      .filter(({ severity }) => severity !== 'note')
      .filter((problem) => !left.has(formatPlace(problem)) && !left.has(identityOf(problem)))
      .map(formatPlace);
    for (const place of new Set(fixed)) {
      // The line of the place within the file says it already.
      if (!fixed.some((other) => other.startsWith(`${place}:`))) this.log('info', 'files', `fixed ${place}`);
    }
    this.#problems = current;
  }

  statuses(changed: ReadonlyMap<string, ObjectStatus | undefined>): void {
    for (const [key, status] of changed) {
      if (status === undefined) this.#statuses.delete(key);
      else this.#statuses.set(key, status);
    }
    if (this.#screen === undefined) this.#printLines(changed);
    else this.#schedule();
  }

  /** Draws what is still waiting and leaves the terminal tidy. */
  end(): void {
    this.#out.off('resize', this.#schedule);
    if (this.#redraw !== undefined) this.#draw();
    this.#screen?.end();
  }

  readonly #schedule = (): void => {
    if (this.#screen !== undefined && this.#statuses.size > 0)
      this.#redraw ??= setTimeout(() => this.#draw(), REDRAW_MS);
  };

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

/** What a problem is, wherever in its file. */
function identityOf({ place, file = place?.file, subject, message }: SourceProblem): string {
  return JSON.stringify([file, subject, message]);
}
