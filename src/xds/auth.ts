import type { ServerDuplexStream, status } from '@grpc/grpc-js';

/** Who has opened a stream. */
export interface Identity {
  /** Name of the audience whose resources it may see. */
  readonly audience: string;
  /** Authenticated name, for logs and dumps, such as `namespace/service-account`. */
  readonly identity: string;
}

/** Why a stream is refused: the message is for logs, the other side is only told which of the three it is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * `UNAUTHENTICATED`: the credentials say nothing that can be believed; `PERMISSION_DENIED`: they do, but of nobody who is served here;
 * `UNAVAILABLE`: nobody can tell now.
 */
export type RefusalCode = status.UNAUTHENTICATED | status.PERMISSION_DENIED | status.UNAVAILABLE;

/**
 * Decides by credentials, never by what the proxy says about itself in its node, what a stream may see.
 *
 * Runs before anything is read from the stream. When it throws, the stream ends with the code of the {@link Refusal}, or with
 * UNAUTHENTICATED, and has got nothing.
 */
export type Authenticate = (call: ServerDuplexStream<unknown, unknown>) => Identity | Promise<Identity>;
