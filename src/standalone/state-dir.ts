import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../user-error.js';

/** Longest path of a unix socket (Linux, `sun_path`). */
const MOST_SOCKET_PATH = 107;

/** A private folder of one gatewright: sockets, the last good configuration, and who runs here. */
export class StateDir {
  readonly path: string;
  #sockets: string | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Opens the folder, made for these paths unless it is named, and takes it for this process.
   *
   * @throws UserError when another gatewright runs here, or when the folder can't be written.
   */
  static open({
    stateDir,
    paths,
    env = process.env,
  }: {
    stateDir?: string;
    paths: readonly string[];
    env?: NodeJS.ProcessEnv;
  }): StateDir {
    const id = createHash('sha256')
      .update(paths.map((path) => resolve(path)).join('\n'))
      .digest('hex')
      .slice(0, 16);
    const base = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state');
    const path = resolve(stateDir ?? join(base, 'gatewright', id));
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      chmodSync(path, 0o700);
      const state = new StateDir(path);
      state.#lock();
      return state;
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(
        `the state folder ${path} can not be used: ${(error as Error).message}; choose another with --state-dir`,
      );
    }
  }

  /** The path of a socket in the folder, or in a private temporary folder where that would be too long. */
  socketPath(name: string): string {
    const path = join(this.path, name);
    if (Buffer.byteLength(path) <= MOST_SOCKET_PATH) return path;
    this.#sockets ??= mkdtempSync(join(tmpdir(), 'gatewright-'));
    return join(this.#sockets, name);
  }

  /** What was saved under a name; absent when nothing was, or nothing that can be read. */
  load(name: string): unknown {
    try {
      return JSON.parse(readFileSync(join(this.path, name), 'utf8'));
    } catch {
      return undefined;
    }
  }

  /** Saves as JSON, as a whole or not at all. @returns why it did not work, such as a full disk. */
  save(name: string, value: unknown): string | undefined {
    const path = join(this.path, name);
    const aside = `${path}.new`;
    try {
      writeFileSync(aside, JSON.stringify(value), { mode: 0o600 });
      renameSync(aside, path);
      return undefined;
    } catch (error) {
      rmSync(aside, { force: true });
      return (error as Error).message;
    }
  }

  /** Gives the folder free for others. */
  release(): void {
    rmSync(join(this.path, 'pid'), { force: true });
    if (this.#sockets !== undefined) rmSync(this.#sockets, { recursive: true, force: true });
  }

  #lock(): void {
    const path = join(this.path, 'pid');
    for (;;) {
      try {
        writeFileSync(path, String(process.pid), { flag: 'wx', mode: 0o600 });
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const pid = Number(readFileSync(path, 'utf8'));
      if (pid !== process.pid && isGatewright(pid)) {
        throw new UserError(
          `another gatewright (process ${pid}) serves these paths; stop it, or give this one a --state-dir of its own`,
        );
      }
      unlinkSync(path);
    }
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function isGatewright(pid: number): boolean {
  return Number.isInteger(pid) && pid > 0 && /gatewright|main\.(js|ts)/.test(commandLine(pid));
}

/** Ends an Envoy that a killed gatewright has left behind, so that its ports are free again. */
export async function stopLeftOver(pid: unknown, bootstrapPath: string): Promise<boolean> {
  if (typeof pid !== 'number' || !commandLine(pid).includes(bootstrapPath)) return false;
  process.kill(pid, 'SIGTERM');
  for (let i = 0; i < 500 && commandLine(pid) !== ''; i++) await new Promise((done) => setTimeout(done, 10));
  if (commandLine(pid) !== '') process.kill(pid, 'SIGKILL');
  return true;
}
