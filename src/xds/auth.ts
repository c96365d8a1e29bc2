import type { ServerDuplexStream } from '@grpc/grpc-js';

/** Who has opened a stream. */
export interface Identity {
  /** Name of the audience whose resources it may see. */
  readonly audience: string;
  /** Authenticated name, for logs and dumps, such as `namespace/service-account`. */
  readonly identity: string;
}

/**
 * Decides by credentials, never by what the proxy says about itself in its node, what a stream may see.
 *
 * Runs before anything is read from the stream. When it throws, the stream ends with UNAUTHENTICATED and has got nothing.
 */
export type Authenticate = (call: ServerDuplexStream<unknown, unknown>) => Identity | Promise<Identity>;
