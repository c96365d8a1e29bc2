import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { descendants } from './process-usage.js';

const program = fileURLToPath(new URL('../bin/gatewright', import.meta.url));

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A backend that answers 200 to everything. */
export async function startBackend(): Promise<{ server: Server; port: number }> {
  const server = createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1');
  server.keepAliveTimeout = 60_000;
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** `gatewright run` on a folder, with its Envoy. */
export class Standalone {
  readonly #process: ChildProcess;
  readonly #state: string;
  readonly admin: number;
  readonly startedAt: number;
  #log = '';

  private constructor(process: ChildProcess, state: string, admin: number) {
    this.#process = process;
    this.#state = state;
    this.admin = admin;
    this.startedAt = performance.now();
    const keep = (chunk: Buffer) => {
      this.#log = (this.#log + chunk.toString()).slice(-20_000);
    };
    process.stdout?.on('data', keep);
    process.stderr?.on('data', keep);
  }

  static async start(folder: string): Promise<Standalone> {
    const admin = await freePort();
    const state = mkdtempSync(join(tmpdir(), 'gatewright-bench-'));
    const args = ['run', folder, '--admin', `127.0.0.1:${admin}`, '--state-dir', state, '--concurrency', '2'];
    return new Standalone(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }), state, admin);
  }

  get log(): string {
    return this.#log;
  }

  get pid(): number {
    if (this.#process.exitCode !== null)
      throw new Error(`gatewright stopped with ${this.#process.exitCode}:\n${this.#log}`);
    return this.#process.pid as number;
  }

  get envoyPid(): number {
    const envoy = descendants(this.pid).find(({ command }) => command.startsWith('envoy'));
    if (envoy === undefined) throw new Error(`no Envoy below process ${this.pid}:\n${this.#log}`);
    return envoy.pid;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGTERM');
      const timer = setTimeout(() => this.#process.kill('SIGKILL'), 30_000);
      await once(this.#process, 'exit');
      clearTimeout(timer);
    }
    rmSync(this.#state, { recursive: true, force: true });
  }
}

/** The status of one request over a kept connection; 0 when there was no answer. */
export function probe(agent: Agent, port: number, host: string, path = '/'): Promise<number> {
  return new Promise((resolve) => {
    const call = request({ agent, host: '127.0.0.1', port, path, headers: { host }, timeout: 10_000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('timeout', () => call.destroy());
    call.on('error', () => resolve(0));
    call.end();
  });
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until the status is `wanted`; gives back every other answer met on the way. */
export async function until(
  agent: Agent,
  port: number,
  host: string,
  wanted: number,
  limitMs: number,
): Promise<number[]> {
  const others: number[] = [];
  const end = performance.now() + limitMs;
  for (;;) {
    const status = await probe(agent, port, host);
    if (status === wanted) return others;
    others.push(status);
    if (performance.now() > end)
      throw new Error(`${host} did not answer ${wanted} within ${limitMs} ms (last ${status})`);
    await pause(1);
  }
}
