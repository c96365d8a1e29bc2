import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';

const PROGRAM = readFileSync(new URL('./in-pod/ask.cjs', import.meta.url), 'utf8');

/** What came back; `error` where nothing did. */
interface PodAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly received?: string;
  readonly error?: string;
}

interface PodRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks from within a container, as the application there would. Its image has to have Node, as the echo backend's does. */
export class PodClient {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: PodAnswer) => void>();
  #complaint = '';
  #last = 0;

  /** @param pod its name, or `deployment/name` for one of those. */
  constructor(namespace: string, pod: string, container = 'echo') {
    const args = ['exec', '-i', '-n', namespace, pod, '-c', container, '--', 'node', '-e', PROGRAM];
    this.#process = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#process.stderr?.on('data', (chunk) => {
      this.#complaint = `${this.#complaint}${chunk}`.slice(-2_000);
    });
    createInterface({ input: this.#process.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const { id, ...answer } = JSON.parse(line) as PodAnswer & { id: number };
      this.#waiting.get(id)?.(answer);
      this.#waiting.delete(id);
    });
    this.#process.once('close', () => {
      for (const resolve of this.#waiting.values()) resolve({ error: `no client: ${this.#complaint}` });
      this.#waiting.clear();
    });
    this.#process.stdin?.on('error', () => {});
  }

  /** One request by HTTP/1.1 on a new connection. */
  request(url: string, options: PodRequest = {}): Promise<PodAnswer> {
    return this.#do({ command: 'request', url, ...options });
  }

  /** What a TCP server answers to `send`; by itself, where that is left out. */
  converse(host: string, port: number, send?: string): Promise<PodAnswer> {
    return this.#do({ command: 'converse', host, port, ...(send !== undefined && { send }) });
  }

  /** Which echo backend answers a request; else the status or the error. */
  async who(url: string, options: PodRequest = {}): Promise<string> {
    return nameIn(await this.request(url, options));
  }

  /** The same over TLS, with a name for the server. */
  async tlsWho(host: string, port: number, servername: string): Promise<string> {
    return nameIn(await this.#do({ command: 'tls', host, port, servername }));
  }

  /** Waits until requests are answered so. */
  untilAnswered(url: string, by: string, options: PodRequest = {}): Promise<void> {
    return eventually(async () => expect(await this.who(url, options)).toBe(by), { timeoutMs: 30_000, everyMs: 100 });
  }

  /** Who answered how many of so many requests. */
  async shares(url: string, count: number): Promise<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const who of await Promise.all(Array.from({ length: count }, () => this.who(url)))) {
      found[who] = (found[who] ?? 0) + 1;
    }
    return found;
  }

  close(): void {
    this.#process.stdin?.end();
    this.#process.kill();
  }

  #do(command: object): Promise<PodAnswer> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      if (this.#process.exitCode !== null) return resolve({ error: `no client: ${this.#complaint}` });
      this.#waiting.set(id, resolve);
      this.#process.stdin?.write(`${JSON.stringify({ id, ...command })}\n`);
    });
  }
}

function nameIn({ status, body = '', error }: PodAnswer): string {
  return status === 200 ? (JSON.parse(body) as { name: string }).name : (error ?? String(status));
}
