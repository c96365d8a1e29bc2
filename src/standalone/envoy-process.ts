import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { BOOTSTRAP_FILE } from '../well-known/files.js';
import { askEnvoy } from './envoy-admin.js';
import { IN_FLIGHT_STATS, inFlight } from './in-flight.js';
import { writePrivate } from './private-file.js';

export type EnvoyState = 'starting' | 'ready' | 'restarting' | 'stopped';
export type EnvoyLogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface EnvoyProcessOptions {
  readonly binary: string;
  /** Proto JSON. */
  readonly bootstrap: unknown;
  /** A private folder for the bootstrap. */
  readonly dir: string;
  /** Path of the admin interface's socket, as the bootstrap has it. */
  readonly adminSocket: string;
  /** Worker threads; one per core unless given. */
  readonly concurrency?: number;
  readonly drainTimeSeconds: number;
  readonly onLog: (level: EnvoyLogLevel, message: string) => void;
  /** A line that Envoy wrote to standard output: its access log. */
  readonly onOutput: (line: string) => void;
  readonly onState: (state: EnvoyState, detail: string) => void;
}

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 10_000;
/** After so long without a crash the next one is a first one again. */
const STABLE_MS = 30_000;
const READY_POLL_MS = 25;
const DRAIN_POLL_MS = 50;
const KILL_AFTER_MS = 5_000;
/** A line of the access log leaves Envoy after so long, which has 10 s for it by default: somebody is looking at a terminal. */
const FLUSH_MS = 100;

/** `[level][logger] message`, so that the level of a line is known. */
const LOG_FORMAT = '[%l][%n] %v';
const LEVELS: Readonly<Record<string, EnvoyLogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'debug',
  warning: 'warn',
  error: 'error',
  critical: 'error',
};

/** Warnings about what we do on purpose. */
const EXPECTED = /UdpProxyConfig.* is marked as work-in-progress/;
/** Those that each stop leads to: it gets SIGTERM, and the stream to the xDS server closes. */
const EXPECTED_AT_END = /^caught ENVOY_SIGTERM|gRPC config stream to \S+ closed: /;

/**
 * One Envoy, kept running: started again with growing pauses when it ends by itself, stopped with draining. It ends with this program,
 * however that ends by itself: also by an uncaught error.
 *
 * When this program is killed, Envoy goes on with what it has, and the next start replaces it; see `LeftOver`.
 */
export class EnvoyProcess {
  readonly bootstrapPath: string;
  readonly #options: EnvoyProcessOptions;
  #child: ChildProcess | undefined;
  #ready = false;
  #stopping = false;
  #backoff = FIRST_BACKOFF_MS;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: EnvoyProcessOptions) {
    this.#options = options;
    this.bootstrapPath = join(options.dir, BOOTSTRAP_FILE);
  }

  /** Whether it has everything that it was waiting for at its start. */
  get ready(): boolean {
    return this.#ready;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    writePrivate(this.bootstrapPath, JSON.stringify(this.#options.bootstrap));
    process.on('exit', this.#end);
    this.#spawn();
  }

  /** Asks the admin interface. @throws Error when it does not answer with success. */
  admin(path: string, method: 'GET' | 'POST' = 'GET'): Promise<string> {
    return askEnvoy(this.#options.adminSocket, path, method);
  }

  /**
   * Takes no more work and ends when nothing is in flight, at the latest after `timeoutMs`. Envoy goes on accepting meanwhile and
   * asks clients to close, so that nobody is refused.
   */
  async drainAndStop({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#ready = false;
    const child = this.#child;
    if (child === undefined || !isRunning(child)) return this.#end();
    const end = Date.now() + timeoutMs;
    try {
      await this.admin('/healthcheck/fail', 'POST');
      await this.admin('/drain_listeners?graceful&skip_exit', 'POST');
      while (Date.now() < end && (await this.#inFlight()) > 0) await pause(DRAIN_POLL_MS);
    } catch (error) {
      this.#options.onLog('warn', `could not be drained: ${(error as Error).message}`);
    }
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    if (isRunning(child)) await once(child, 'exit');
    clearTimeout(kill);
    this.#end();
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#end();
  }

  /** Leaves no process and no socket behind. Nothing is waited for, since this program may be at its end. */
  readonly #end = (): void => {
    process.off('exit', this.#end);
    const child = this.#child;
    if (child !== undefined && isRunning(child)) child.kill('SIGKILL');
    rmSync(this.#options.adminSocket, { force: true });
  };

  async #inFlight(): Promise<number> {
    return inFlight(await this.admin(IN_FLIGHT_STATS));
  }

  #spawn(): void {
    const { binary, concurrency, drainTimeSeconds, onState } = this.#options;
    const args = [
      '--config-path',
      this.bootstrapPath,
      '--disable-hot-restart',
      '--drain-time-s',
      String(drainTimeSeconds),
      '--log-format',
      LOG_FORMAT,
      '--file-flush-interval-msec',
      String(FLUSH_MS),
    ];
    if (concurrency !== undefined) args.push('--concurrency', String(concurrency));
    // A group of its own: Ctrl-C goes to the whole foreground group, and Envoy has to be drained before it ends.
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    const started = Date.now();
    onState('starting', '');
    let lastError = '';
    lines(child.stdout, this.#options.onOutput);
    lines(child.stderr, (line) => {
      const [, level = 'info', logger, message = line] = /^\[(\w+)\]\[([^\]]*)\] (.*)$/.exec(line) ?? [];
      const expected = EXPECTED.test(message) || (this.#stopping && EXPECTED_AT_END.test(message));
      const logged = expected ? 'debug' : (LEVELS[level] ?? 'info');
      if (logged === 'error') lastError = message;
      this.#options.onLog(logged, logger === undefined ? line : `${logger}: ${message}`);
    });
    // Only a program that did not start has no end; a signal that could not be sent is an error too, but not an end.
    child.on('error', (error) => {
      if (child.pid === undefined) this.#ended(started, error.message);
    });
    child.once('exit', (code, signal) =>
      this.#ended(started, `ended with ${signal ?? code}${lastError && `, last error: ${lastError}`}`),
    );
    void this.#awaitReady(child);
  }

  #ended(started: number, detail: string): void {
    this.#ready = false;
    if (this.#stopping) {
      this.#options.onState('stopped', '');
      return;
    }
    if (Date.now() - started > STABLE_MS) this.#backoff = FIRST_BACKOFF_MS;
    this.#options.onState('restarting', `${detail}; starts again in ${this.#backoff} ms`);
    this.#timer = setTimeout(() => this.#spawn(), this.#backoff);
    this.#backoff = Math.min(this.#backoff * 2, LONGEST_BACKOFF_MS);
  }

  async #awaitReady(child: ChildProcess): Promise<void> {
    while (child === this.#child && isRunning(child) && !this.#stopping) {
      const ready = await this.admin('/ready').then(
        () => true,
        () => false,
      );
      if (ready && child === this.#child && isRunning(child) && !this.#stopping) {
        this.#ready = true;
        this.#options.onState('ready', '');
        return;
      }
      await pause(READY_POLL_MS);
    }
  }
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}

function lines(stream: Readable | null, each: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', each);
}
