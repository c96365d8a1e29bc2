/** One backend Service port (or external host) under one policy: what becomes one Envoy cluster. */
export interface Backend {
  /**
   * `namespace/service:port`, or `XBackend/namespace/name`, plus `#policy` where the same is used under different policies.
   * From identity, never from a position.
   */
  readonly name: string;
  /** `H2C`: HTTP/2 without TLS, by `appProtocol: kubernetes.io/h2c`. `HTTP` is HTTP/1.1, WebSocket upgrades included. */
  readonly protocol: 'HTTP' | 'H2C';
  readonly discovery: BackendDiscovery;
}

/** Where the addresses come from: the Endpoints of the same name, or DNS asked by the proxy. */
export type BackendDiscovery =
  | { readonly type: 'Endpoints' }
  | { readonly type: 'DNS'; readonly hostname: string; readonly port: number };

/** The addresses of a Backend; what becomes one ClusterLoadAssignment. Present, if empty, for every Backend discovered by Endpoints. */
export interface Endpoints {
  /** Name of the Backend. */
  readonly backend: string;
  /** Sorted by address and port, without duplicates. */
  readonly endpoints: readonly Endpoint[];
}

export interface Endpoint {
  /** IP address, v4 or v6. */
  readonly address: string;
  readonly port: number;
  /** `Draining`: terminating but still serving; kept for requests in flight and used for new ones only when no other is left (KEP-1669). */
  readonly health: 'Healthy' | 'Draining';
  readonly zone?: string;
}

/** A use of a Backend by a proxy: the proxy gets its cluster and endpoints. */
export interface BackendUse {
  readonly proxy: string;
  readonly backend: string;
}
