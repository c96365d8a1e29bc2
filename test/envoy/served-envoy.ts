import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { XdsCache, type XdsResource, XdsServer } from '../../src/xds/index.js';
import { LAWS, type Laws } from '../../src/xds/laws.js';
import {
  adsBootstrap,
  type EchoServer,
  eventually,
  type RunningEnvoy,
  type StartOptions,
  send,
  startEcho,
  startEnvoy,
} from './harness.js';

const AUDIENCE = 'gateway';

export const PROTOCOLS = ['delta', 'sotw'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** A cache, its ADS server on a unix socket, a real Envoy and echo upstreams; all gone after {@link ServedEnvoy.stop}. */
export class ServedEnvoy {
  readonly audience = AUDIENCE;
  cache = new XdsCache();
  readonly #folder: string;
  readonly #echoes: EchoServer[] = [];
  #server: XdsServer | undefined;
  #envoy: RunningEnvoy | undefined;

  static async create(): Promise<ServedEnvoy> {
    return new ServedEnvoy(await mkdtemp(join(tmpdir(), 'gw-xds-')));
  }

  private constructor(folder: string) {
    this.#folder = folder;
    this.cache.markReady();
  }

  get server(): XdsServer {
    if (!this.#server) throw new Error('serve() was not called');
    return this.#server;
  }

  get envoy(): RunningEnvoy {
    if (!this.#envoy) throw new Error('start() was not called');
    return this.#envoy;
  }

  get #ads(): string {
    return `unix:${join(this.#folder, 'ads.sock')}`;
  }

  /** Starts the server over `cache`; after {@link ServedEnvoy.stopServer} it may start again. */
  async serve(laws: Laws = LAWS): Promise<void> {
    const authenticate = () => ({ audience: AUDIENCE, identity: 'test' });
    this.#server = new XdsServer({ cache: this.cache, authenticate, laws });
    await this.#server.bind(this.#ads);
  }

  stopServer(): Promise<void> {
    return this.server.shutdown(100);
  }

  async start(
    protocol: Protocol = 'delta',
    ready = true,
    options: Pick<StartOptions, 'adminCluster' | 'args'> = {},
  ): Promise<RunningEnvoy> {
    this.#envoy = await startEnvoy({ bootstrap: adsBootstrap({ ads: this.#ads, protocol }), ready, ...options });
    return this.#envoy;
  }

  async echo(name: string): Promise<EchoServer> {
    const echo = await startEcho(name);
    this.#echoes.push(echo);
    return echo;
  }

  put(...resources: readonly XdsResource[]): void {
    this.change(resources, []);
  }

  remove(...resources: readonly XdsResource[]): void {
    this.change([], resources);
  }

  /** One transaction. */
  change(added: readonly XdsResource[], removed: readonly XdsResource[]): void {
    this.cache.update([
      ...added.map((resource) => ({ audience: AUDIENCE, ...resource, resource })),
      ...removed.map(({ typeUrl, name }) => ({ audience: AUDIENCE, typeUrl, name, resource: undefined })),
    ]);
  }

  /** Waits until everything is sent and answered. */
  async settled(): Promise<void> {
    await eventually(() => expect(this.server.streams().map((stream) => stream.settled)).toEqual([true]));
  }

  async status(port: number): Promise<number> {
    return (await send({ to: port, host: 'example.com' })).status;
  }

  async becomes(port: number, status: number): Promise<void> {
    await eventually(async () => expect(await this.status(port)).toBe(status));
  }

  /** Sends requests on kept connections without a pause until `during` is over. Gives how many did not get 200. */
  async failuresDuring(port: number, during: (requests: () => number) => Promise<void>): Promise<number> {
    const agent = new Agent({ keepAlive: true });
    let failures = 0;
    let requests = 0;
    let running = true;
    const load = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (running) {
          const status = await send({ to: port, host: 'example.com', agent }).then(
            (response) => response.status,
            () => 0,
          );
          requests += 1;
          if (status !== 200) failures += 1;
        }
      }),
    );
    try {
      await during(() => requests);
    } finally {
      running = false;
      await load;
      agent.destroy();
    }
    return failures;
  }

  async stop(): Promise<void> {
    await this.#envoy?.stop();
    await this.#server?.shutdown(100);
    for (const echo of this.#echoes) await echo.close();
    await rm(this.#folder, { recursive: true });
  }
}
