import type { Send } from './stream-state.js';

/** Told what Envoy says to the responses of one stream. */
export interface StreamObserver {
  acknowledged(typeUrl: string): void;
  refused(typeUrl: string, message: string): void;
}

/** How one of the two protocols reads requests and writes responses. */
export interface Adapter {
  /**
   * Takes a request into the state of the stream, in steps that are short whatever it says; until the last one nothing may be sent.
   *
   * @throws BadRequest for one that must not be answered.
   */
  receive(bytes: Uint8Array): Iterator<void>;
  /** Encodes a response; the bytes are written as they are. */
  encode(send: Send): Uint8Array;
}
