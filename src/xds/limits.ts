/**
 * What a proxy, or who connects like one, may take of this process. An authenticated proxy is not trusted with more than its own
 * configuration: all of it is bounded before any work is done for it. `docs/security.md` has the table.
 */

/**
 * Bytes of one request. After a reconnect a proxy lists each resource twice, once with its version: 20,000 names of 150 bytes take 7 MB.
 */
export const MOST_REQUEST_BYTES = 8 << 20;
/** In how many pieces a request may arrive. Each costs memory until the request is complete; those of a slow link have about 1,400 bytes. */
export const MOST_REQUEST_PIECES = 16_384;
/** Names that one request may list, each of: asked for, no longer asked for, and held already. */
export const MOST_REQUEST_NAMES = 100_000;
/** Bytes of the name of a resource. Names of Kubernetes with their separators have less than 1 KiB. */
export const MOST_NAME_BYTES = 2_048;
/** Names that all streams of an identity may ask for; during a reconnect there are two streams with the same ones. */
export const MOST_NAMES_PER_IDENTITY = 100_000;
/** One pod has one Envoy with one stream, or two while it changes the connection; what broke off stays until the next keepalive. */
export const MOST_STREAMS_PER_IDENTITY = 8;
/** Bytes of the reason for a rejection that anything reads. */
export const MOST_REASON_BYTES = 4_096;
/** Bytes of responses that a proxy has not taken yet, after which it gets no more until it has. */
export const MOST_UNSENT_BYTES = 1 << 20;
/** Milliseconds that a stream that has ended here has for its last response and status. */
export const END_GRACE_MS = 5_000;

/** Streams whose credentials are looked at now, in all and on one connection. Who is refused for that comes again within seconds. */
export const MOST_UNAUTHENTICATED_STREAMS = 1_000;
export const MOST_UNAUTHENTICATED_PER_CONNECTION = 8;
/** TCP connections of one address. Each takes a file descriptor. */
export const MOST_CONNECTIONS = 20_000;
/** Of these, how many may carry no stream of a proxy: before a handshake, after it, or since the last stream has ended. */
export const MOST_UNPROVEN_CONNECTIONS = 1_000;
/** Milliseconds after which such a connection is closed. */
export const UNPROVEN_MS = 60_000;
/** Milliseconds for a TLS handshake. */
export const HANDSHAKE_MS = 10_000;
