import type { Send } from './stream-state.js';

/** Told what Envoy says to the responses of one stream. */
export interface StreamObserver {
  acknowledged(typeUrl: string): void;
  refused(typeUrl: string, message: string): void;
}

/** How one of the two protocols reads requests and writes responses. */
export interface Adapter<Request> {
  /** Takes a request into the state of the stream. */
  receive(request: Request): void;
  /** Encodes a response; the bytes are written as they are. */
  encode(send: Send): Uint8Array;
}
