import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';
import { envoyBinary } from '../envoy/binary.js';
import { eventually } from '../envoy/harness.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return (address as { port: number }).port;
}

/** A folder of Gateway API files in a place of its own. */
export class Files {
  readonly #base = mkdtempSync(join(tmpdir(), 'gatewright-test-'));
  readonly path = join(this.#base, 'config');
  readonly state = join(this.#base, 'state');

  constructor(content: Readonly<Record<string, string>> = {}) {
    mkdirSync(this.path);
    for (const [name, text] of Object.entries(content)) this.write(name, text);
  }

  /** The files of an example, with its ports replaced. */
  static example(name: string, ports: ReadonlyMap<number, number>): Files {
    const files = new Files();
    cpSync(join(root, 'examples', name), files.path, { recursive: true });
    for (const file of readdirSync(files.path)) {
      const text = readFileSync(join(files.path, file), 'utf8');
      files.write(
        file,
        text.replace(/\b\d{4}\b/g, (number) => String(ports.get(Number(number)) ?? number)),
      );
    }
    return files;
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  /** Writes a file the way editors do: aside, then in place at once. */
  write(name: string, text: string): void {
    const aside = join(this.#base, 'aside');
    writeFileSync(aside, text);
    renameSync(aside, join(this.path, name));
  }

  edit(name: string, from: string | RegExp, to: string): void {
    const before = this.read(name);
    const after = before.replace(from, to);
    if (after === before) throw new Error(`${name} has no ${from}`);
    this.write(name, after);
  }

  remove(name: string): void {
    rmSync(join(this.path, name));
  }

  dispose(): void {
    rmSync(this.#base, { recursive: true, force: true });
  }
}

interface RunOptions {
  readonly args?: readonly string[];
  readonly ready?: boolean;
  /** The command that runs it, such as one with a terminal. */
  readonly through?: (...command: string[]) => readonly string[];
}

/** Processes with this argument. */
export function processesWith(argument: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument);
      } catch {
        return false;
      }
    });
}

/** The Envoys that run from a state folder. */
export function envoysOf(files: Files): readonly number[] {
  return processesWith(join(files.state, 'bootstrap.json'));
}

const started = new Set<Gatewright>();

// What a failed test left running would outlive it, with its Envoy.
afterAll(async () => {
  await Promise.all([...started].map((each) => each.stop()));
});

/** `gatewright run` as a user starts it. */
export class Gatewright {
  readonly #process: ChildProcess;
  readonly admin: number;
  #out = '';
  #err = '';

  private constructor(process: ChildProcess, admin: number) {
    this.#process = process;
    this.admin = admin;
    process.stdout?.on('data', (chunk) => (this.#out += chunk));
    process.stderr?.on('data', (chunk) => (this.#err += chunk));
  }

  /** Starts on a folder; resolves when it is ready unless `ready` is false. */
  static async run(
    files: Files,
    { args = [], ready = true, through = (...command) => command }: RunOptions = {},
  ): Promise<Gatewright> {
    const admin = await freePort();
    const [program = '', ...rest] = through(
      join(root, 'bin/gatewright'),
      ...[
        'run',
        files.path,
        '--state-dir',
        files.state,
        '--admin',
        `127.0.0.1:${admin}`,
        '--concurrency',
        '1',
        '--drain-timeout',
        '5',
        ...args,
      ],
    );
    const child = spawn(program, rest, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GATEWRIGHT_ENVOY: envoyBinary() },
    });
    const gatewright = new Gatewright(child, admin);
    started.add(gatewright);
    child.once('exit', () => started.delete(gatewright));
    if (ready) await gatewright.ready();
    return gatewright;
  }

  /** What was printed: changes of status. */
  get out(): string {
    return this.#out;
  }

  /** What was logged. */
  get err(): string {
    return this.#err;
  }

  /** Reads no more of what is printed. */
  leaveOutput(): void {
    this.#process.stdout?.destroy();
    this.#process.stderr?.destroy();
  }

  get pid(): number {
    return this.#process.pid as number;
  }

  async ready(): Promise<void> {
    await eventually(async () => {
      if (this.#process.exitCode !== null) throw new Error(`stopped with ${this.#process.exitCode}: ${this.#err}`);
      const response = await fetch(`http://127.0.0.1:${this.admin}/readyz`);
      if (response.status !== 200) throw new Error(`${await response.text()}${this.#err}`);
    });
  }

  async get(path: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${this.admin}${path}`)).text();
  }

  /** The conditions of an object, `Type` to `Status/Reason`, of the first parent for routes. */
  async conditions(key: string): Promise<Record<string, string>> {
    const { objects } = JSON.parse(await this.get('/debug/status'));
    const { status } = objects[key];
    const conditions: { type: string; status: string; reason: string }[] =
      status.conditions ?? status.parents[0].conditions;
    return Object.fromEntries(conditions.map(({ type, status, reason }) => [type, `${status}/${reason}`]));
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Resolves to the exit code. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
    return this.#process.exitCode;
  }

  async stop(): Promise<number | null> {
    this.signal('SIGTERM');
    return this.ended();
  }
}
