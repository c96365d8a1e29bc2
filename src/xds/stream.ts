import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { Adapter, StreamObserver } from './adapter.js';
import type { Audience, Transaction } from './audience.js';
import type { Identity } from './auth.js';
import { BadRequest, type EndReason } from './bad-request.js';
import type { Counters } from './counters.js';
import { DeltaAdapter } from './delta-stream.js';
import { LAWS } from './laws.js';
import { END_GRACE_MS, MOST_UNSENT_BYTES } from './limits.js';
import { redactReason } from './redact.js';
import type { XdsServerOptions } from './server-options.js';
import { SotwAdapter } from './sotw-stream.js';
import { dumpStream, type StreamDump } from './stream-dump.js';
import { StreamState } from './stream-state.js';
import { type StreamSync, syncOf } from './stream-sync.js';
import { type Transport, transportOf } from './transport.js';
import type { Turns } from './turns.js';

export type Protocol = 'delta' | 'sotw';
export type Call = ServerDuplexStream<Uint8Array, Uint8Array>;

/** What the streams of a server share. */
export interface StreamParts extends Pick<XdsServerOptions, 'cache' | 'laws' | 'onSent' | 'onAck' | 'onNack'> {
  readonly turns: Turns;
  readonly counters: Counters;
  /** Takes note of how many more names a stream of this identity has the server remember. @throws BadRequest for too many. */
  readonly remember: (identity: string, names: number) => void;
  readonly onEnded: (event: Identity & { readonly reason: EndReason }) => void;
}

/** One stream: moves requests into its state and what the state allows out of it. */
export class Stream {
  readonly #call: Call;
  readonly #transport: Transport;
  readonly #identity: Identity;
  readonly #protocol: Protocol;
  readonly #state: StreamState;
  readonly #adapter: Adapter;
  readonly #parts: StreamParts;
  #names = 0;
  #unsent = 0;
  #receiving = false;
  #scheduled = false;
  #ended = false;
  #closed = false;

  /** @param closed called once, when nothing of it is left. */
  constructor(protocol: Protocol, call: Call, identity: Identity, parts: StreamParts, closed: () => void) {
    const { cache, laws = LAWS } = parts;
    const audience = cache.audience(identity.audience);
    const state = new StreamState(audience, laws);
    this.#call = call;
    this.#transport = transportOf(call);
    this.#identity = identity;
    this.#protocol = protocol;
    this.#state = state;
    this.#parts = parts;
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
    this.#transport.onTooManyPieces((problem) => this.#refuse(problem));
    // Requests wait in the transport until there is something to answer them with.
    const cancelReady = cache.onReady(() => call.on('data', (request) => this.#receive(request)));
    call.on('end', () => this.end());
    const close = () => {
      if (this.#closed) return;
      this.#closed = true;
      this.#ended = true;
      audience.listeners.delete(changed);
      cancelReady();
      state.close();
      cache.release(audience);
      parts.remember(identity.identity, -this.#names);
      closed();
    };
    call.on('cancelled', close);
    call.on('close', close);
    call.on('finish', close);
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
    this.#expectEnd();
  }

  sync(): Identity & StreamSync {
    return { ...this.#identity, ...syncOf(this.#state) };
  }

  dump(): StreamDump {
    return { ...this.#identity, protocol: this.#protocol, ...dumpStream(this.#state) };
  }

  #receive(bytes: Uint8Array): void {
    this.#receiving = true;
    this.#step(this.#adapter.receive(bytes));
  }

  #step(steps: Iterator<void>): void {
    if (this.#ended) return;
    try {
      if (!steps.next().done) {
        this.#parts.turns.add(() => this.#step(steps));
        return;
      }
      const names = this.#state.names;
      const more = names - this.#names;
      this.#names = names;
      this.#parts.remember(this.identity, more);
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      this.#refuse(error);
      return;
    }
    this.#receiving = false;
    this.#transport.done();
    this.#schedule();
  }

  /** Ends the stream because of what came on it. */
  #refuse({ code, reason, message }: BadRequest): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#parts.onEnded({ ...this.#identity, reason });
    this.#call.emit('error', { code, details: message });
    this.#expectEnd();
  }

  /** Who takes nothing does not get the end either, and must not keep the stream by that. */
  #expectEnd(): void {
    const timer = setTimeout(() => this.#transport.reset(), END_GRACE_MS);
    timer.unref();
    this.#call.on('close', () => clearTimeout(timer));
  }

  /** Sends after all requests and transactions of this turn, so that they are seen as one. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#parts.turns.add(() => {
      this.#scheduled = false;
      if (!this.#ended) this.#send();
    });
  }

  #send(): void {
    const { counters, onSent } = this.#parts;
    if (this.#receiving || this.#unsent >= MOST_UNSENT_BYTES) return;
    for (const send of this.#state.take()) {
      const { typeUrl } = send.subscription.rule;
      const bytes = this.#adapter.encode(send);
      this.#unsent += bytes.length;
      this.#call.write(bytes, () => this.#taken(bytes.length));
      counters.add(typeUrl, 'responses');
      counters.add(typeUrl, 'bytes', bytes.length);
      onSent?.({ ...this.#identity, typeUrl, bytes: bytes.length });
      // Acknowledgements can be made up: only what has left makes room for more.
      if (this.#unsent >= MOST_UNSENT_BYTES) return;
    }
    if (this.#state.isUnfinished) this.#schedule();
  }

  #taken(bytes: number): void {
    const wasFull = this.#unsent >= MOST_UNSENT_BYTES;
    this.#unsent -= bytes;
    if (wasFull && this.#unsent < MOST_UNSENT_BYTES) this.#schedule();
  }

  #observer(): StreamObserver {
    const { counters, onAck, onNack } = this.#parts;
    return {
      acknowledged: (typeUrl) => {
        counters.add(typeUrl, 'acks');
        onAck?.({ ...this.#identity, typeUrl });
      },
      refused: (typeUrl, message) => {
        counters.add(typeUrl, 'nacks');
        onNack?.({ ...this.#identity, typeUrl, reason: redactReason(typeUrl, message) });
      },
    };
  }
}

function versionsOf(audience: Audience, typeUrl: string, names: readonly string[]): ReadonlyMap<string, string> {
  const asked = names.length === 0 || names.includes('*') ? undefined : new Set(names);
  const versions = new Map<string, string>();
  for (const { name, version } of audience.resources(typeUrl))
    if (asked?.has(name) ?? true) versions.set(name, version);
  return versions;
}
