/** How a proxy treats the connections of clients, and their requests: settings of a filter chain. Times are in milliseconds. */
export interface ListenerSettings {
  /** `off`: connections and requests are left out of the access log, whatever the operator of the proxies chose. */
  readonly accessLog?: 'off';
  /** Time from the first byte of a connection to the end of its TLS handshake. */
  readonly handshakeTimeout: number;
  /** Time that a connection is kept without a request. */
  readonly connectionIdleTimeout: number;
  /** Time that a stream may be silent. Routes may set their own. */
  readonly streamIdleTimeout: number;
  /** Time from the first byte of a request to the end of its headers. */
  readonly requestHeadersTimeout: number;
  readonly http2: Http2Settings;
}

export interface Http2Settings {
  /** Per connection. */
  readonly maxConcurrentStreams: number;
  /** Bytes that a client may send ahead of what is read, per stream. */
  readonly initialStreamWindow: number;
  /** The same for all streams of a connection together. */
  readonly initialConnectionWindow: number;
}

/**
 * Settings of chains that have no others.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/best_practices/edge
 */
export const DEFAULT_LISTENER_SETTINGS: ListenerSettings = {
  handshakeTimeout: 10_000,
  connectionIdleTimeout: 900_000,
  // Envoy's default: a limit for clients that open streams and leave.
  streamIdleTimeout: 300_000,
  requestHeadersTimeout: 10_000,
  http2: { maxConcurrentStreams: 100, initialStreamWindow: 64 * 1024, initialConnectionWindow: 1024 * 1024 },
};

/** How a proxy opens a port: settings of a listener. A change of them ends all connections of the port. */
export interface PortSettings {
  /** Bytes that are buffered of a connection, in each direction. Filters that buffer a body have no more. */
  readonly bufferLimit: number;
  readonly keepalive: KeepaliveSettings;
}

/** TCP keepalive: finds peers that are gone without closing the connection. */
export interface KeepaliveSettings {
  /** Seconds without traffic before the first probe. */
  readonly time: number;
  /** Seconds between two probes. */
  readonly interval: number;
  /** Probes without an answer after which the connection is dead. */
  readonly probes: number;
}

/** A dead peer is found within 90 seconds. */
export const DEFAULT_KEEPALIVE: KeepaliveSettings = { time: 60, interval: 10, probes: 3 };

/**
 * Settings of ports that have no others.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/configuration/best_practices/edge
 */
export const DEFAULT_PORT_SETTINGS: PortSettings = { bufferLimit: 32 * 1024, keepalive: DEFAULT_KEEPALIVE };
