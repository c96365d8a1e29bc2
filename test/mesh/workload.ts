import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { selfSigned } from '../../src/gateway-api/testing/certificate.js';
import type { PodNetwork } from './network.js';

/** Ports of the servers that every workload has. */
export const HTTP_V1 = 8080;
export const HTTP_V2 = 8081;
export const TLS = 8443;
export const SERVER_FIRST = 3306;
export const GRPC = 9090;

export interface To {
  readonly address: string;
  readonly port: number;
}

interface Orders {
  readonly request: {
    readonly options: To & {
      readonly method?: string;
      readonly path?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      /** On a connection of its own. */
      readonly fresh?: boolean;
    };
    readonly result: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly reused: boolean;
      readonly body: string;
    };
  };
  readonly talk: {
    readonly options: To & { readonly text?: string };
    readonly result: { readonly text: string };
  };
  readonly tls: {
    readonly options: To & { readonly serverName: string; readonly text: string; readonly protocol?: string };
    readonly result: { readonly subject: string; readonly text: string };
  };
  readonly grpc: {
    readonly options: To & {
      readonly path: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly messages: readonly string[];
    };
    readonly result: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly trailers: Readonly<Record<string, string>>;
      readonly received: readonly string[];
    };
  };
  readonly upgrade: {
    readonly options: To & { readonly text: string };
    readonly result: { readonly status: number; readonly text: string };
  };
  readonly load: {
    readonly options: To;
    readonly result: { readonly requests: number; readonly failures: readonly (number | string)[] };
  };
  readonly posts: {
    readonly options: To & { readonly count: number };
    readonly result: readonly (number | string)[];
  };
  readonly posted: { readonly options: object; readonly result: readonly string[] };
  readonly broken: { readonly options: object; readonly result: readonly string[] };
  readonly stop: { readonly options: object; readonly result: undefined };
  readonly served: { readonly options: object; readonly result: number };
}

/** What an HTTP server of a workload says it received. */
export interface Received {
  readonly name: string;
  readonly version: 'v1' | 'v2';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly string[];
  readonly from: string;
  readonly body: string;
}

/** The application in a pod, as another process. */
export class Workload {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #orders = 0;

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', (message: { id: number; result?: unknown; error?: string }) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.result);
      else waiting?.reject(new Error(message.error));
    });
  }

  /** @param serves whether it listens on the ports. */
  static async start(name: string, network: PodNetwork, serves = true): Promise<Workload> {
    const { certificate, key } = selfSigned([`${name}.test`]);
    const script = fileURLToPath(new URL('program.mjs', import.meta.url));
    const process_ = network.spawn(
      process.execPath,
      [script, name, certificate, key, `${serves}`],
      ['ignore', 'inherit', 'inherit', 'ipc'],
    );
    const ended = once(process_, 'exit').then(() => Promise.reject(new Error(`the workload ${name} has ended`)));
    ended.catch(() => {});
    await Promise.race([once(process_, 'message'), ended]);
    return new Workload(process_);
  }

  /** @throws Error with the code of what went wrong. */
  async do<Order extends keyof Orders>(
    order: Order,
    options: Orders[Order]['options'],
  ): Promise<Orders[Order]['result']> {
    const id = this.#orders++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#process.send({ ...options, id, order });
    });
  }

  /** Sends a request and gives what the server says it received, or the status of another answer. */
  async echo(options: Orders['request']['options']): Promise<Received | number> {
    const { status, body } = await this.do('request', options);
    return status === 200 ? (JSON.parse(body) as Received) : status;
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }
}
