import { DEFAULT_KEEPALIVE, type KeepaliveSettings } from './listener-settings.js';

/** How a proxy connects to a Backend, and which of its endpoints it leaves out. Times are in milliseconds. */
export interface BackendSettings {
  /** Time for a TCP connection. TLS is not part of it. */
  readonly connectTimeout: number;
  /** Time that a connection is kept without a request. */
  readonly idleTimeout: number;
  /** Bytes that are buffered of a connection, in each direction. */
  readonly bufferLimit: number;
  readonly keepalive: KeepaliveSettings;
  readonly limits: BackendLimits;
  readonly outliers: OutlierSettings;
}

/** What is open at the same time, for each proxy. What is beyond is refused. */
export interface BackendLimits {
  readonly connections: number;
  readonly pendingRequests: number;
  readonly requests: number;
  readonly retries: number;
}

/** When an endpoint that cannot be connected to gets no requests for a while. */
export interface OutlierSettings {
  /** Failed connections in a row. */
  readonly consecutiveFailures: number;
  /** Time between two checks whether an endpoint has been out long enough. */
  readonly interval: number;
  /** Time out after the first ejection; it grows by as much with each further one. */
  readonly baseEjectionTime: number;
  readonly maxEjectionTime: number;
  /** Share of the endpoints that are out at most. */
  readonly maxEjectionPercent: number;
}

/** Envoy has no word for "none". */
const UNLIMITED = 0xffff_ffff;

/**
 * Settings of Backends that have no others.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/v1.40.0/intro/arch_overview/upstream/outlier and
 * https://www.envoyproxy.io/docs/envoy/v1.40.0/intro/arch_overview/upstream/circuit_breaking
 */
export const DEFAULT_BACKEND_SETTINGS: BackendSettings = {
  // There may be other endpoints, and one that is lost with its node never answers. A lost packet is sent again after a second.
  connectTimeout: 2_000,
  // Below what servers and the networks in between usually allow, so that a request rarely meets a closing connection.
  idleTimeout: 60_000,
  bufferLimit: 32 * 1024,
  keepalive: DEFAULT_KEEPALIVE,
  limits: {
    // Envoy's own limits are a thousand of each, sessions of datagrams too.
    connections: UNLIMITED,
    pendingRequests: UNLIMITED,
    requests: UNLIMITED,
    // Low enough that a backend which is down does not get every request several times.
    retries: 1024,
  },
  // Kubernetes needs most of a minute to notice that a node is lost. Half of the endpoints stay in any case.
  outliers: {
    consecutiveFailures: 3,
    interval: 5_000,
    baseEjectionTime: 5_000,
    maxEjectionTime: 30_000,
    maxEjectionPercent: 50,
  },
};

/** The same for hosts that are not known by their endpoints: there is no other one to try, and the way there may be long. */
export const DEFAULT_HOST_SETTINGS: BackendSettings = { ...DEFAULT_BACKEND_SETTINGS, connectTimeout: 5_000 };
