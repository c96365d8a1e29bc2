import type { BackendSettings } from './backend-settings.js';

/** One backend Service port (or external host) under one policy: what becomes one Envoy cluster. */
export interface Backend {
  /** The `backendName` of its BackendVariant: from identity and content, never from a position. */
  readonly name: string;
  /** `HTTP` is HTTP/1.1, WebSocket upgrades included; `HTTP2` without TLS is h2c. `Downstream` is the one by which a request came. `TCP` and `UDP` are for groups only. */
  readonly protocol: 'HTTP' | 'HTTP2' | 'Downstream' | 'TCP' | 'UDP';
  readonly discovery: BackendDiscovery;
  /** How the proxy speaks TLS to it; absent: plaintext. */
  readonly tls?: ClientTls;
  /** Endpoints that have an identity are spoken to by TLS of the mesh, the others as they are. Never together with `tls`. */
  readonly mesh?: true;
  /** What differs from the default settings, of the target and of its users. */
  readonly settings?: Partial<BackendSettings>;
}

/** TLS with the proxy as the client. The server is always verified. */
export interface ClientTls {
  /** SNI: an exact host name. */
  readonly serverName: string;
  /** The server's certificate must have at least one of these; at least one. */
  readonly subjectAltNames: readonly SubjectAltName[];
  /** Name of the TrustBundle with the authorities that may have signed the server's certificate. */
  readonly trustBundle: string;
  /** Name of the Certificate that the proxy shows when it is asked for one. */
  readonly certificate?: string;
}

export interface SubjectAltName {
  readonly type: 'DNS' | 'URI';
  readonly value: string;
}

/** Where the addresses come from: the Endpoints of the same name, or DNS asked by the proxy. */
export type BackendDiscovery =
  | { readonly type: 'Endpoints' }
  | {
      readonly type: 'DNS';
      readonly hostname: string;
      readonly port: number;
      /** Answers that must not be used, as `address:port`, IPv6 in brackets; with `*` at the end whatever begins so. */
      readonly refused: readonly string[];
    };

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
  /** `namespace/serviceaccount` of a pod with a sidecar. */
  readonly identity?: string;
}

/** A use of a Backend by a proxy: the proxy gets its cluster and endpoints. */
export interface BackendUse {
  readonly proxy: string;
  readonly backend: string;
}
