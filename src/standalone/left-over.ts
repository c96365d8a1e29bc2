import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { askEnvoy } from './envoy-admin.js';
import { IN_FLIGHT_STATS, inFlight, openConnections } from './in-flight.js';
import { commandLine } from './running-process.js';

/** What is kept about a running Envoy, so that a later gatewright finds it. */
export interface EnvoyRecord {
  readonly pid: number;
  readonly adminSocket: string;
}

const POLL_MS = 25;
/** How long clients get to notice that their connection is to be closed, while nothing is in flight. */
const CLOSE_MS = 2_000;
/** How long it may take to end before it is killed, and then to be gone. */
const END_MS = 5_000;

/**
 * An Envoy that a killed gatewright has left behind. It goes on serving what it had, and the next gatewright replaces it: since
 * listeners share their port, the new Envoy opens them first, then the old one closes its own and finishes what is in flight.
 */
export class LeftOver {
  readonly record: EnvoyRecord;
  readonly #bootstrapPath: string;

  private constructor(record: EnvoyRecord, bootstrapPath: string) {
    this.record = record;
    this.#bootstrapPath = bootstrapPath;
  }

  /**
   * Those of the saved records whose process still runs.
   *
   * @param bootstrapPath what they run from; any other process may have got their number by now.
   */
  static find(saved: unknown, bootstrapPath: string): readonly LeftOver[] {
    return (Array.isArray(saved) ? saved : []).flatMap((each) => {
      const { pid, adminSocket } = (each ?? {}) as Partial<EnvoyRecord>;
      if (typeof pid !== 'number' || typeof adminSocket !== 'string') return [];
      const found = new LeftOver({ pid, adminSocket }, bootstrapPath);
      return found.#isRunning() ? [found] : [];
    });
  }

  /** Takes no more connections, lets requests in flight finish for `timeoutMs` at most, and ends it. */
  async end({ timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    const begun = performance.now();
    const passed = () => performance.now() - begun;
    try {
      // In this order: who is told to close connects again at once, and a connection that waits at a port that is then closed is reset.
      await this.#ask('/drain_listeners');
      await pause(POLL_MS);
      await this.#ask('/healthcheck/fail');
      while (passed() < timeoutMs) {
        const stats = await askEnvoy(this.record.adminSocket, IN_FLIGHT_STATS);
        if (openConnections(stats) === 0 || (passed() > CLOSE_MS && inFlight(stats) === 0)) break;
        await pause(POLL_MS);
      }
    } catch {
      // One that does not answer has nothing to finish.
    }
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (!this.#isRunning()) break;
      send(this.record.pid, signal);
      const sent = performance.now();
      while (this.#isRunning() && performance.now() - sent < END_MS) await pause(POLL_MS);
    }
    await rm(this.record.adminSocket, { force: true });
  }

  #ask(path: string): Promise<string> {
    return askEnvoy(this.record.adminSocket, path, 'POST');
  }

  #isRunning(): boolean {
    return commandLine(this.record.pid).split('\0').includes(this.#bootstrapPath);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
