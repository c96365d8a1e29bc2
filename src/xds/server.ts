import { lstat, unlink } from 'node:fs/promises';
import {
  ServerCredentials as Credentials,
  Server,
  type ServerCredentials,
  type ServerDuplexStream,
  type ServerOptions,
  status,
} from '@grpc/grpc-js';
import { aggregatedDiscoveryService } from '../envoy-api/service.js';
import { type Identity, Refusal, type RefusalCode } from './auth.js';
import { BadRequest, type EndReason } from './bad-request.js';
import { type Connection, Connections } from './connections.js';
import { Counters, type TypeCounters } from './counters.js';
import { FairSlots } from './fair-slots.js';
import { Holdings } from './holdings.js';
import { MOST_REQUEST_BYTES, MOST_UNAUTHENTICATED_STREAMS } from './limits.js';
import type { XdsServerOptions } from './server-options.js';
import { type Call, type Protocol, Stream } from './stream.js';
import type { StreamDump } from './stream-dump.js';
import type { StreamSync } from './stream-sync.js';
import { PacedCall, transportOf } from './transport.js';
import { Turns } from './turns.js';

const MAX_STREAMS_PER_CONNECTION = 100;
const CONNECTION_AGE_GRACE_MS = 60_000;

const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  [status.UNAUTHENTICATED]: 'The credentials of this proxy are not accepted',
  [status.PERMISSION_DENIED]: 'Nothing is served to this proxy',
  [status.UNAVAILABLE]: 'The credentials of this proxy can not be checked now',
};

/** The aggregated discovery service over a cache. */
export class XdsServer {
  readonly #options: XdsServerOptions;
  readonly #servers: Server[] = [];
  readonly #listeners: Connections[] = [];
  readonly #streams = new Set<Stream>();
  readonly #counters = new Counters();
  readonly #ended = new Map<EndReason, number>();
  readonly #turns = new Turns();
  readonly #unauthenticated = new FairSlots(MOST_UNAUTHENTICATED_STREAMS);
  readonly #holdings = new Holdings();
  #refusedConnections = 0;
  #closing = false;

  constructor(options: XdsServerOptions) {
    this.#options = options;
  }

  /**
   * Listens on one more address.
   *
   * @param address `unix:/path` or `host:port`; port 0 is chosen by the system.
   * @param credentials TLS; absent only on a unix socket, which its folder protects.
   * @returns the bound port; of a unix socket something without meaning.
   * @throws Error for an address that others can reach without TLS.
   */
  async bind(address: string, credentials: ServerCredentials = Credentials.createInsecure()): Promise<number> {
    const unix = address.startsWith('unix:');
    if (!unix && !credentials._isSecure()) throw new Error(`xDS is not served on ${address} without TLS`);
    if (unix) await removeStaleSocket(address.slice('unix:'.length));
    const server = new Server(this.#serverOptions(unix));
    server.addService(aggregatedDiscoveryService(), {
      DeltaAggregatedResources: (call: Call) => void this.#serve('delta', call),
      StreamAggregatedResources: (call: Call) => void this.#serve('sotw', call),
    });
    const port = unix ? await bind(server, address, credentials) : await this.#listen(server, address, credentials);
    this.#servers.push(server);
    return port;
  }

  /** Ends all streams, so that proxies go to another replica, and stops; connections left after `graceMs` are cut. */
  async shutdown(graceMs: number): Promise<void> {
    this.#closing = true;
    for (const stream of this.#streams) stream.end();
    for (const listener of this.#listeners) listener.close();
    await Promise.all(this.#servers.map((server) => stop(server, graceMs)));
    for (const listener of this.#listeners) listener.destroy();
  }

  /** Ends the streams of an identity, which has lost what it was accepted for. When it comes again it is looked at anew. */
  endStreams(identity: string): void {
    for (const stream of this.#streams) if (stream.identity === identity) stream.end();
  }

  /** Who has a stream now; once for each. */
  identities(): readonly Identity[] {
    return Array.from(this.#streams, ({ identity, audience }) => ({ identity, audience }));
  }

  /** Whether the proxies of the open streams have what they should have. */
  sync(): readonly (Identity & StreamSync)[] {
    return Array.from(this.#streams, (stream) => stream.sync());
  }

  /** What every open stream asks for, holds and waits for. */
  streams(): readonly StreamDump[] {
    return [...this.#streams].map((stream) => stream.dump());
  }

  /** Responses, bytes and answers since the start, by type URL. */
  counters(): ReadonlyMap<string, TypeCounters> {
    return this.#counters.byType();
  }

  /** Streams that were ended, or not begun, since the start, by reason. */
  ended(): ReadonlyMap<EndReason, number> {
    return this.#ended;
  }

  /** TCP connections now, those of them without a stream of a proxy, and how many were closed since the start because there were too many. */
  connections(): { readonly all: number; readonly unproven: number; readonly refused: number } {
    const counts = this.#listeners.map((listener) => listener.counts);
    const sum = (of: 'all' | 'unproven') => counts.reduce((total, each) => total + each[of], 0);
    return { all: sum('all'), unproven: sum('unproven'), refused: this.#refusedConnections };
  }

  /** What is remembered for proxies beside the open streams: empty without them. */
  remembered(): { readonly identities: number; readonly unauthenticated: number; readonly waiting: number } {
    return {
      identities: this.#holdings.size,
      unauthenticated: this.#unauthenticated.size,
      waiting: this.#turns.size,
    };
  }

  #serverOptions(unix: boolean): ServerOptions {
    const { connectionAgeMs: age } = this.#options;
    return {
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 10_000,
      'grpc.max_receive_message_length': MOST_REQUEST_BYTES,
      'grpc.max_concurrent_streams': MAX_STREAMS_PER_CONNECTION,
      'grpc.enable_channelz': 0,
      interceptors: [(_, call) => new PacedCall(call, this.#turns)],
      ...(!unix &&
        age && { 'grpc.max_connection_age_ms': age, 'grpc.max_connection_age_grace_ms': CONNECTION_AGE_GRACE_MS }),
    };
  }

  async #listen(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
    const injector = server.createConnectionInjector(credentials);
    const listener = new Connections({
      // A handshake is work too, and many may begin at once.
      serve: (socket) => this.#turns.add(() => socket.destroyed || injector.injectConnection(socket)),
      onRefused: () => {
        this.#refusedConnections += 1;
      },
    });
    const at = address.lastIndexOf(':');
    const port = await listener.listen(address.slice(0, at).replace(/^\[|\]$/g, ''), Number(address.slice(at + 1)));
    this.#listeners.push(listener);
    return port;
  }

  async #serve(protocol: Protocol, call: Call): Promise<void> {
    // A stream that breaks is ended by grpc; without a listener its error would end the process.
    call.on('error', () => {});
    const peer = call.getPeer();
    const connection = this.#listeners.map((listener) => listener.get(peer)).find(Boolean);
    const identity = await this.#identify(call, connection);
    if (typeof identity === 'number') return fail(call, identity, REFUSALS[identity]);
    if (call.cancelled) return;
    if (this.#closing) return fail(call, status.UNAVAILABLE, 'The server is shutting down');
    try {
      const { problem } = transportOf(call);
      if (problem) throw problem;
      this.#holdings.addStream(identity.identity);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      this.#onEnded({ ...identity, reason: error.reason });
      return fail(call, error.code, error.message);
    }
    this.#open(protocol, call, identity, connection?.prove());
  }

  #open(protocol: Protocol, call: Call, identity: Identity, release: (() => void) | undefined): void {
    const parts = {
      ...this.#options,
      turns: this.#turns,
      counters: this.#counters,
      remember: (who: string, names: number) => this.#holdings.addNames(who, names),
      onEnded: (event: Identity & { readonly reason: EndReason }) => this.#onEnded(event),
    };
    const stream = new Stream(protocol, call, identity, parts, () => {
      this.#streams.delete(stream);
      this.#holdings.removeStream(identity.identity);
      release?.();
      this.#options.onStream?.({ ...identity, open: false });
    });
    this.#streams.add(stream);
    this.#options.onStream?.({ ...identity, open: true });
  }

  #onEnded(event: Identity & { readonly reason: EndReason }): void {
    this.#ended.set(event.reason, (this.#ended.get(event.reason) ?? 0) + 1);
    this.#options.onEnded?.(event);
  }

  #identify(call: Call, connection: Connection | undefined): Promise<Identity | RefusalCode> {
    return new Promise((resolve) => {
      if (connection?.begin() === false) return resolve(status.UNAVAILABLE);
      const evicted = () => resolve(status.UNAVAILABLE);
      const release = this.#unauthenticated.take(connection?.address ?? '', evicted);
      const decided = (identity: Identity | RefusalCode) => {
        release?.();
        connection?.decided();
        resolve(identity);
      };
      if (release === undefined) return decided(status.UNAVAILABLE);
      // As an argument of a promise, so that what is thrown at once is a refusal too.
      Promise.resolve(call as ServerDuplexStream<unknown, unknown>)
        .then(this.#options.authenticate)
        .then(decided, (error) => decided(error instanceof Refusal ? error.code : status.UNAUTHENTICATED));
    });
  }
}

function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync(address, credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
  );
}

function fail(call: Call, code: status, details: string): void {
  call.emit('error', { code, details });
}

function stop(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A socket left over by a process that died would make the bind fail. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket()) await unlink(path);
}
