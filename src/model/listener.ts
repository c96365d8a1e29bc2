/**
 * A port that a proxy opens: what becomes one Envoy listener.
 * Several Gateway API listeners of one Gateway that share a port become chains of one Listener, or, for plain HTTP, one chain.
 */
export interface Listener {
  /** `namespace/gateway/port`, or `namespace/gateway/port/udp`: the name of the Envoy listener. */
  readonly name: string;
  /** The proxy that opens it: the xDS audience. */
  readonly proxy: string;
  /** IP addresses to bind, at least one, sorted. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly transport: 'TCP' | 'UDP';
  /** Whether its requests are left out of the access log. */
  readonly silent?: true;
  /** At least one, sorted by name. Which chain takes a connection is decided by `serverNames` alone. */
  readonly chains: readonly FilterChain[];
}

/** What is done with a connection. A closed union: `kind` tells which. */
export type FilterChain = HttpFilterChain;

/** HTTP, with or without TLS terminated in front of it. */
export interface HttpFilterChain {
  readonly kind: 'HTTP';
  /** `http` for plain HTTP; for HTTPS the name of the Gateway API listener. Unique within the Listener. */
  readonly name: string;
  /** The name of the RouteTable that answers, that of all chains of the Listener. */
  readonly routeTable: string;
  readonly tls?: ServerTls;
}

/** TLS terminated at the proxy. */
export interface ServerTls {
  /** SNI names, exact or `*.example.com`; empty means any name, and none. */
  readonly serverNames: readonly string[];
  /** Names of Certificates (`namespace/secret`), sorted, at least one. */
  readonly certificates: readonly string[];
  /** Whether and how clients are asked for a certificate. */
  readonly clientValidation?: ClientValidation;
}

/** GEP-91. */
export interface ClientValidation {
  /** Name of the TrustBundle with the authorities of the clients. */
  readonly trustBundle: string;
  /** `AllowInsecureFallback`: a client without a certificate, or with one that is not valid, is let in. */
  readonly mode: 'AllowValidOnly' | 'AllowInsecureFallback';
}
