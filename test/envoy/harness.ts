/**
 * Runs the real Envoy in tests: its process, its admin interface and `--mode validate`.
 * Everything lives in one temporary folder and on unix sockets; nothing is left behind by {@link RunningEnvoy.stop}.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { envoyBinary } from './binary.js';
import type { Json } from './bootstrap.js';
import { eventually } from './eventually.js';
import { send } from './http-client.js';

export type { AdsBootstrapOptions, Json } from './bootstrap.js';
export { adsBootstrap } from './bootstrap.js';
export type { Echoed, EchoServer, TlsEchoServer } from './echo.js';
export { startEcho, startTlsEcho } from './echo.js';
export { eventually } from './eventually.js';
export type { Received, SendOptions } from './http-client.js';
export { send } from './http-client.js';

/** How to start Envoy. */
export interface StartOptions {
  /** Bootstrap in JSON form; `admin` is added when absent. */
  readonly bootstrap: Json;
  /** Worker threads; default 1. */
  readonly concurrency?: number;
  /** Further command-line arguments, e.g. `['--component-log-level', 'upstream:debug']`. */
  readonly args?: readonly string[];
  /** Name of a static cluster to add that leads to the admin interface. */
  readonly adminCluster?: string;
  /** The command line that runs it in place of this one, for the sake of a user or network of its own. */
  readonly command?: (program: string, args: readonly string[]) => readonly [string, ...string[]];
  /** Numeric id of the user and group that it runs as. */
  readonly user?: number;
  /** Wait until `/ready` answers 200; default true. With false only the admin interface has to answer. */
  readonly ready?: boolean;
}

/** A running Envoy process. */
export interface RunningEnvoy {
  /** The unix socket of its admin interface. */
  readonly adminSocket: string;
  /** What Envoy has written so far. */
  logs(): string;
  /** Sends a request to the admin interface and gives the body; throws on a status of 400 and above. */
  admin(path: string, method?: string): Promise<string>;
  /** Whether `/ready` answers 200 now. */
  isReady(): Promise<boolean>;
  /** Waits until `/ready` answers 200. */
  waitReady(): Promise<void>;
  /** Every counter and gauge whose name starts with `prefix`. */
  stats(prefix?: string): Promise<Readonly<Record<string, number>>>;
  /** TCP port a listener is bound to, known also when its address said port 0; waits until there is one. */
  port(listener: string): Promise<number>;
  /** `/config_dump?include_eds`, flattened to the resource entries whose `@type` ends with the given suffix. */
  configDump(typeSuffix: string): Promise<readonly Json[]>;
  /** Kills the process and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts Envoy with hot restart off, so that any number can run side by side.
 *
 * @throws Error with Envoy's log when it exits or does not get ready.
 */
export async function startEnvoy(options: StartOptions): Promise<RunningEnvoy> {
  const folder = await mkdtemp(join(tmpdir(), 'gw-envoy-'));
  const adminSocket = join(folder, 'admin.sock');
  const config = join(folder, 'bootstrap.json');
  const address = { pipe: { path: adminSocket } };
  const bootstrap = withCluster(options.bootstrap, options.adminCluster, address);
  await writeFile(config, JSON.stringify({ admin: { address }, ...bootstrap }));
  if (options.user !== undefined) await chown(folder, options.user, options.user);
  const command = options.command ?? ((program, args) => [program, ...args]);
  const [program, ...args] = command(envoyBinary(), [
    ...['--config-path', config, '--concurrency', String(options.concurrency ?? 1)],
    ...['--disable-hot-restart', '--drain-time-s', '1', ...(options.args ?? [])],
  ]);
  const child = spawnTied(program, args);
  const envoy = new EnvoyProcess(child, folder, adminSocket);
  try {
    await envoy.waitAdmin();
    if (options.ready ?? true) await envoy.waitReady();
  } catch (error) {
    const logs = envoy.logs();
    await envoy.stop();
    throw new Error(`Envoy did not start: ${error}\n${logs}`);
  }
  return envoy;
}

function withCluster(bootstrap: Json, name: string | undefined, address: Json): Json {
  if (name === undefined) return bootstrap;
  const { clusters = [], ...resources } = (bootstrap.static_resources ?? {}) as { readonly clusters?: readonly Json[] };
  const endpoints = [{ lb_endpoints: [{ endpoint: { address } }] }];
  const cluster = { name, connect_timeout: '1s', load_assignment: { cluster_name: name, endpoints } };
  return { ...bootstrap, static_resources: { ...resources, clusters: [...clusters, cluster] } };
}

/** Verdict of {@link validateConfig}. */
export interface Validation {
  readonly ok: boolean;
  /** What Envoy printed. */
  readonly output: string;
}

/** Asks the real Envoy (`--mode validate`) whether it would start with this bootstrap. */
export async function validateConfig(bootstrap: Json): Promise<Validation> {
  const folder = await mkdtemp(join(tmpdir(), 'gw-envoy-'));
  try {
    const config = join(folder, 'bootstrap.json');
    await writeFile(config, JSON.stringify(bootstrap));
    const child = spawnTied(envoyBinary(), ['--mode', 'validate', '--config-path', config, '--disable-hot-restart']);
    const output = collect(child);
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('error', reject).once('close', resolve),
    );
    return { ok: code === 0, output: output() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Starts a program that is killed when its standard input closes, so that it cannot outlive a test run that dies. */
function spawnTied(program: string, args: readonly string[]): ChildProcess {
  const script = 'exec 3<&0; "$@" 3<&- & pid=$!; { read _ <&3; kill -9 $pid; } 2>/dev/null & exec 3<&-; wait $pid';
  return spawn('/bin/sh', ['-c', script, 'envoy', program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
}

const LOG_LIMIT = 4 << 20;

function collect(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  const add = (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LOG_LIMIT) chunks.push(chunk);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => Buffer.concat(chunks).toString();
}

class EnvoyProcess implements RunningEnvoy {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly adminSocket: string;
  readonly #exited: Promise<void>;
  readonly logs: () => string;
  #running = true;

  constructor(child: ChildProcess, folder: string, adminSocket: string) {
    this.#child = child;
    this.#folder = folder;
    this.adminSocket = adminSocket;
    this.logs = collect(child);
    this.#exited = new Promise((resolve) => {
      const exited = () => {
        this.#running = false;
        child.stdin?.destroy();
        resolve();
      };
      child.once('error', exited).once('exit', exited);
    });
  }

  async admin(path: string, method = 'GET'): Promise<string> {
    const response = await send({ to: this.adminSocket, path, method });
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${response.body}`);
    return response.body;
  }

  async isReady(): Promise<boolean> {
    return (await send({ to: this.adminSocket, path: '/ready' })).status === 200;
  }

  async waitAdmin(): Promise<void> {
    await this.#whileRunning(() => send({ to: this.adminSocket, path: '/ready' }));
  }

  async waitReady(): Promise<void> {
    await this.#whileRunning(async () => {
      if (!(await this.isReady())) throw new Error('not ready');
    });
  }

  async stats(prefix = ''): Promise<Readonly<Record<string, number>>> {
    const body = await this.admin(
      `/stats?format=json&filter=${encodeURIComponent(`^${prefix.replaceAll('.', '\\.')}`)}`,
    );
    const { stats } = JSON.parse(body) as { stats: readonly { name?: string; value?: number }[] };
    return Object.fromEntries(stats.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value ?? 0]])));
  }

  async port(listener: string): Promise<number> {
    return this.#whileRunning(async () => {
      const { listener_statuses: statuses = [] } = JSON.parse(await this.admin('/listeners?format=json')) as {
        listener_statuses?: { name: string; local_address?: { socket_address?: { port_value: number } } }[];
      };
      const port = statuses.find(({ name }) => name === listener)?.local_address?.socket_address?.port_value;
      if (!port) throw new Error(`listener ${listener} is not bound`);
      return port;
    });
  }

  async configDump(typeSuffix: string): Promise<readonly Json[]> {
    const { configs } = JSON.parse(await this.admin('/config_dump?include_eds')) as { configs: Json[] };
    const found: Json[] = [];
    const visit = (value: unknown): void => {
      if (value === null || typeof value !== 'object') return;
      const type = (value as Json)['@type'];
      if (typeof type === 'string' && type.endsWith(typeSuffix)) found.push(value as Json);
      else for (const inner of Object.values(value)) visit(inner);
    };
    visit(configs);
    return found;
  }

  async stop(): Promise<void> {
    this.#child.stdin?.end();
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #whileRunning<T>(probe: () => Promise<T>): Promise<T> {
    let stopped = false;
    const result = await eventually(async () => {
      if (!this.#running) {
        stopped = true;
        return undefined;
      }
      return probe();
    });
    if (stopped) throw new Error('Envoy has exited');
    return result as T;
  }
}
