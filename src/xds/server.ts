import { lstat, unlink } from 'node:fs/promises';
import {
  ServerCredentials as Credentials,
  Server,
  type ServerCredentials,
  type ServerDuplexStream,
  type ServerOptions,
  status,
} from '@grpc/grpc-js';
import type { DeltaDiscoveryRequest, DiscoveryRequest } from '../envoy-api/generated/envoy/service/discovery/v3.js';
import { aggregatedDiscoveryService } from '../envoy-api/service.js';
import type { Adapter, StreamObserver } from './adapter.js';
import type { Audience, Transaction } from './audience.js';
import { type Authenticate, type Identity, Refusal, type RefusalCode } from './auth.js';
import type { XdsCache } from './cache.js';
import { Counters, type TypeCounters } from './counters.js';
import { DeltaAdapter } from './delta-stream.js';
import type { Laws } from './laws.js';
import { LAWS } from './laws.js';
import { redactReason } from './redact.js';
import { SotwAdapter } from './sotw-stream.js';
import { dumpStream, type StreamDump } from './stream-dump.js';
import { StreamState } from './stream-state.js';
import { type StreamSync, syncOf } from './stream-sync.js';

/** Who speaks on a stream, and about which type. */
export interface StreamEvent extends Identity {
  readonly typeUrl: string;
}

export interface XdsServerOptions {
  readonly cache: XdsCache;
  readonly authenticate: Authenticate;
  /** A response was written; its size in bytes. */
  readonly onSent?: (event: StreamEvent & { readonly bytes: number }) => void;
  readonly onAck?: (event: StreamEvent) => void;
  /** A response was refused; the reason is redacted. */
  readonly onNack?: (event: StreamEvent & { readonly reason: string }) => void;
  /** A stream has begun or ended. */
  readonly onStream?: (event: Identity & { readonly open: boolean }) => void;
  /**
   * Milliseconds after which a TCP connection is closed gracefully (with a jitter of 10 %), so that proxies spread over the
   * replicas; absent: never.
   */
  readonly connectionAgeMs?: number;
  /** Which laws are kept; only a test that breaks one has a reason to set it. */
  readonly laws?: Laws;
}

const MAX_RECEIVE_BYTES = 16 << 20;
const MAX_STREAMS_PER_CONNECTION = 100;
const CONNECTION_AGE_GRACE_MS = 60_000;
/** After that a connection without a stream is closed: who has no credentials may not keep one. */
const CONNECTION_IDLE_MS = 60_000;
/** Streams whose credentials are looked at now; a proxy that is refused for that comes again within seconds. */
const MAX_UNAUTHENTICATED_STREAMS = 1_000;

const REFUSALS: Readonly<Record<RefusalCode, string>> = {
  [status.UNAUTHENTICATED]: 'The credentials of this proxy are not accepted',
  [status.PERMISSION_DENIED]: 'Nothing is served to this proxy',
  [status.UNAVAILABLE]: 'The credentials of this proxy can not be checked now',
};

type Protocol = 'delta' | 'sotw';
type Call<Request> = ServerDuplexStream<Request, Uint8Array>;

/** The aggregated discovery service over a cache. */
export class XdsServer {
  readonly #options: XdsServerOptions;
  readonly #servers: Server[] = [];
  readonly #streams = new Set<Stream>();
  readonly #counters = new Counters();
  #unauthenticated = 0;
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
      DeltaAggregatedResources: (call: Call<DeltaDiscoveryRequest>) => void this.#serve('delta', call),
      StreamAggregatedResources: (call: Call<DiscoveryRequest>) => void this.#serve('sotw', call),
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(address, credentials, (error, bound) => (error ? reject(error) : resolve(bound))),
    );
    this.#servers.push(server);
    return port;
  }

  /** Ends all streams, so that proxies go to another replica, and stops; connections left after `graceMs` are cut. */
  async shutdown(graceMs: number): Promise<void> {
    this.#closing = true;
    for (const stream of this.#streams) stream.end();
    await Promise.all(this.#servers.map((server) => stop(server, graceMs)));
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

  #serverOptions(unix: boolean): ServerOptions {
    const { connectionAgeMs: age } = this.#options;
    return {
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 10_000,
      'grpc.max_receive_message_length': MAX_RECEIVE_BYTES,
      'grpc.max_concurrent_streams': MAX_STREAMS_PER_CONNECTION,
      ...(!unix && { 'grpc.max_connection_idle_ms': CONNECTION_IDLE_MS }),
      ...(!unix &&
        age && { 'grpc.max_connection_age_ms': age, 'grpc.max_connection_age_grace_ms': CONNECTION_AGE_GRACE_MS }),
    };
  }

  async #serve(protocol: Protocol, call: Call<DeltaDiscoveryRequest> | Call<DiscoveryRequest>): Promise<void> {
    // A stream that breaks is ended by grpc; without a listener its error would end the process.
    call.on('error', () => {});
    const identity = await this.#identify(call as ServerDuplexStream<unknown, unknown>);
    if (typeof identity === 'number') return fail(call, identity, REFUSALS[identity]);
    if (call.cancelled) return;
    if (this.#closing) return fail(call, status.UNAVAILABLE, 'The server is shutting down');
    const stream = new Stream(protocol, call, identity, this.#options, this.#counters, () => {
      this.#streams.delete(stream);
      this.#options.onStream?.({ ...identity, open: false });
    });
    this.#streams.add(stream);
    this.#options.onStream?.({ ...identity, open: true });
  }

  async #identify(call: ServerDuplexStream<unknown, unknown>): Promise<Identity | RefusalCode> {
    if (this.#unauthenticated >= MAX_UNAUTHENTICATED_STREAMS) return status.UNAVAILABLE;
    this.#unauthenticated += 1;
    try {
      return await this.#options.authenticate(call);
    } catch (error) {
      return error instanceof Refusal ? error.code : status.UNAUTHENTICATED;
    } finally {
      this.#unauthenticated -= 1;
    }
  }
}

/** One stream: moves requests into its state and what the state allows out of it. */
class Stream {
  readonly #call: Call<never>;
  readonly #identity: Identity;
  readonly #protocol: Protocol;
  readonly #state: StreamState;
  readonly #adapter: Adapter<never>;
  readonly #options: XdsServerOptions;
  readonly #counters: Counters;
  #scheduled = false;
  #ended = false;

  constructor(
    protocol: Protocol,
    call: Call<DeltaDiscoveryRequest> | Call<DiscoveryRequest>,
    identity: Identity,
    options: XdsServerOptions,
    counters: Counters,
    closed: () => void,
  ) {
    const { cache, laws = LAWS } = options;
    const audience = cache.audience(identity.audience);
    const state = new StreamState(audience, laws);
    this.#call = call as unknown as Call<never>;
    this.#identity = identity;
    this.#protocol = protocol;
    this.#state = state;
    this.#options = options;
    this.#counters = counters;
    const observer = this.#observer();
    this.#adapter =
      protocol === 'delta'
        ? new DeltaAdapter(state, observer)
        : new SotwAdapter(state, observer, (typeUrl, names) => versionsOf(audience, typeUrl, names));

    const changed = (transaction: Transaction) => {
      state.changed(transaction);
      this.#schedule();
    };
    audience.listeners.add(changed);
    // Requests wait in the transport until there is something to answer them with.
    const cancelReady = cache.onReady(() => {
      this.#call.on('data', (request: never) => {
        this.#adapter.receive(request);
        this.#schedule();
      });
    });
    this.#call.on('end', () => this.end());
    const close = () => {
      if (!audience.listeners.delete(changed)) return;
      this.#ended = true;
      cancelReady();
      state.close();
      cache.release(audience);
      closed();
    };
    this.#call.on('cancelled', close);
    this.#call.on('close', close);
    this.#call.on('finish', close);
  }

  get identity(): string {
    return this.#identity.identity;
  }

  get audience(): string {
    return this.#identity.audience;
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#call.end();
  }

  sync(): Identity & StreamSync {
    return { ...this.#identity, ...syncOf(this.#state) };
  }

  dump(): StreamDump {
    return { ...this.#identity, protocol: this.#protocol, ...dumpStream(this.#state) };
  }

  /** Sends after all requests and transactions of this turn, so that they are seen as one. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#ended) this.#send();
    });
  }

  #send(): void {
    for (const send of this.#state.take()) {
      const { typeUrl } = send.subscription.rule;
      const bytes = this.#adapter.encode(send);
      this.#call.write(bytes);
      this.#counters.add(typeUrl, 'responses');
      this.#counters.add(typeUrl, 'bytes', bytes.length);
      this.#options.onSent?.({ ...this.#identity, typeUrl, bytes: bytes.length });
    }
  }

  #observer(): StreamObserver {
    return {
      acknowledged: (typeUrl) => {
        this.#counters.add(typeUrl, 'acks');
        this.#options.onAck?.({ ...this.#identity, typeUrl });
      },
      refused: (typeUrl, message) => {
        this.#counters.add(typeUrl, 'nacks');
        this.#options.onNack?.({ ...this.#identity, typeUrl, reason: redactReason(typeUrl, message) });
      },
    };
  }
}

function versionsOf(audience: Audience, typeUrl: string, names: readonly string[]): Record<string, string> {
  const wanted = names.length === 0 || names.includes('*') ? undefined : new Set(names);
  const versions: Record<string, string> = {};
  for (const { name, version } of audience.resources(typeUrl)) if (wanted?.has(name) ?? true) versions[name] = version;
  return versions;
}

function fail(call: Call<DeltaDiscoveryRequest> | Call<DiscoveryRequest>, code: status, details: string): void {
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
