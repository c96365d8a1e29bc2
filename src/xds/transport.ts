import type { ServerHttp2Stream } from 'node:http2';
import { type ServerDuplexStream, ServerInterceptingCall, status } from '@grpc/grpc-js';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js/build/src/server-interceptors.js';
import { BadRequest } from './bad-request.js';
import { MOST_REQUEST_PIECES } from './limits.js';
import type { Turns } from './turns.js';

/** The fields of grpc-js behind its calls, which it does not export; the version is exact, and tests fail without them. */
interface Internals {
  readonly call?: Internals;
  readonly nextCall?: Internals;
  readonly stream?: ServerHttp2Stream;
  readonly incomingEncoding?: string;
}

/** What carries a call. */
export interface Transport {
  /** Why nothing of it may be read. */
  readonly problem: BadRequest | undefined;
  /** Calls back when one request comes in more pieces than memory should be spent on. */
  onTooManyPieces(callback: (problem: BadRequest) => void): void;
  /** The last request is done with: the next one is read. */
  done(): void;
  /** Resets it: it ends though the other side takes nothing more. */
  reset(): void;
}

/** @throws Error when grpc-js has other fields. */
export function transportOf(call: ServerDuplexStream<unknown, unknown>): Transport {
  const paced: unknown = (call as unknown as Internals).call;
  let inner = paced as Internals | undefined;
  while (inner?.nextCall) inner = inner.nextCall;
  const { stream, incomingEncoding } = inner ?? {};
  if (!(paced instanceof PacedCall) || !stream || incomingEncoding === undefined)
    throw new Error('grpc-js has no such fields');
  return {
    problem:
      incomingEncoding === 'identity'
        ? undefined
        : // What is compressed can be a thousand times as long, and is unpacked before its turn.
          new BadRequest(status.UNIMPLEMENTED, 'compressed', 'Requests must not be compressed'),
    onTooManyPieces(callback) {
      stream.on('data', () => {
        const pieces = (PIECES.get(stream) ?? 0) + 1;
        PIECES.set(stream, pieces);
        if (pieces !== MOST_REQUEST_PIECES) return;
        callback(
          new BadRequest(status.RESOURCE_EXHAUSTED, 'too-many-pieces', 'The request comes in too many small pieces'),
        );
      });
    },
    done: () => paced.done(),
    reset: () => stream.destroy(),
  };
}

/** How many pieces have come since the last complete request. */
const PIECES = new WeakMap<ServerHttp2Stream, number>();

/** A call whose requests wait for their turns, and for each other. */
export class PacedCall extends ServerInterceptingCall {
  readonly #gate: { busy: boolean; asked: boolean };

  constructor(call: ServerInterceptingCallInterface, turns: Turns) {
    const gate = { busy: false, asked: false };
    const { stream } = call as unknown as Internals;
    super(call, {
      start: (next) =>
        next({
          onReceiveMessage: (message, pass) => {
            if (stream) PIECES.delete(stream);
            gate.busy = true;
            turns.add(() => pass(message));
          },
        }),
    });
    this.#gate = gate;
  }

  override startRead(): void {
    if (this.#gate.busy) this.#gate.asked = true;
    else super.startRead();
  }

  /** The last request is done with. Until then no other is read, so that a stream has one in memory, and one that is arriving. */
  done(): void {
    const { asked } = this.#gate;
    this.#gate.busy = false;
    this.#gate.asked = false;
    if (asked) super.startRead();
  }
}
