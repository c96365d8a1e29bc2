import { createHash } from 'node:crypto';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../user-error.js';
import { writePrivate } from './private-file.js';
import { identityOf } from './running-process.js';

/** Longest path of a unix socket (Linux, `sun_path`). */
const MOST_SOCKET_PATH = 107;
const LOCK = 'pid';
const ENVOY_SOCKET = /^envoy-\d+\.sock$/;

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
   * @throws UserError when another gatewright runs here, or when the folder can't be written, belongs to another user or is open to others.
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
    const id = shortHash(
      paths
        .map((path) => resolve(path))
        .sort()
        .join('\n'),
    );
    const base = env.XDG_STATE_HOME || join(env.HOME || homedir(), '.local', 'state');
    const path = resolve(stateDir ?? join(base, 'gatewright', id));
    try {
      const state = new StateDir(privateFolder(path));
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
    this.#sockets ??= temporaryFolder(`gatewright-${process.getuid?.()}-${shortHash(this.path)}`);
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
    try {
      writePrivate(join(this.path, name), JSON.stringify(value));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Removes the sockets of Envoys that run no more: all but these. */
  sweep(kept: readonly string[]): void {
    for (const folder of [this.path, ...(this.#sockets === undefined ? [] : [this.#sockets])]) {
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (ENVOY_SOCKET.test(name) && !kept.includes(path)) rmSync(path, { force: true });
      }
    }
  }

  /** Gives the folder free for others. */
  release(): void {
    rmSync(join(this.path, LOCK), { force: true });
    if (this.#sockets !== undefined) rmSync(this.#sockets, { recursive: true, force: true });
  }

  /** The lock names a process and when it started, so that a number that is used again is not taken for it. */
  #lock(): void {
    const path = join(this.path, LOCK);
    const aside = `${path}.${process.pid}`;
    writePrivate(aside, `${process.pid} ${identityOf(process.pid)}`);
    try {
      while (!linked(aside, path)) {
        const holder = readLock(path);
        const [pid, identity] = holder.split(' ');
        if (identity !== undefined && identityOf(Number(pid)) === identity) {
          throw new UserError(
            `another gatewright (process ${pid}) serves these paths; stop it, or give this one a --state-dir of its own`,
          );
        }
        discard(path, holder);
      }
    } finally {
      rmSync(aside, { force: true });
    }
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Makes a folder that only this user can open, or takes it when it is one. @throws Error that says what is wrong with it. */
function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { mode, uid } = statSync(path);
  if (uid !== process.getuid?.()) throw new Error('it belongs to another user');
  // Its permissions are not changed: it may be a folder of others, such as /tmp.
  if ((mode & 0o077) !== 0) throw new Error('other users can open it (chmod 700 makes it private)');
  return path;
}

/** The same one each time, unless somebody else has put something in its place. */
function temporaryFolder(name: string): string {
  const path = join(tmpdir(), name);
  try {
    privateFolder(path);
    if (lstatSync(path).isDirectory()) return path;
  } catch {
    // It is of no use either.
  }
  return mkdtempSync(`${path}-`);
}

/** Puts a file at a path at once and whole. @returns false when something is there already. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Removes the lock of a dead process, but not one that somebody else has put in its place meanwhile. */
function discard(path: string, holder: string): void {
  const taken = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, taken);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if (readLock(taken) !== holder) linked(taken, path);
  rmSync(taken, { force: true });
}
