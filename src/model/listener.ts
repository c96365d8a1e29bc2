import type { ListenerSettings, PortSettings } from './listener-settings.js';

/** A port that a proxy opens: what becomes one Envoy listener, together with its FilterChains. */
export interface Listener {
  /** `namespace/gateway/port`, or `namespace/gateway/port/udp`: the name of the Envoy listener. */
  readonly name: string;
  /** The proxy that opens it: the xDS audience. */
  readonly proxy: string;
  /** IP addresses to bind, at least one, sorted. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly transport: 'TCP' | 'UDP';
  /** Whether connections begin with TLS, whose server name decides which chain takes one. */
  readonly tls: boolean;
  /** What differs from the default settings. */
  readonly settings?: Partial<PortSettings>;
}

/**
 * What is done with a connection. A closed union: `kind` tells which. Several Gateway API listeners of one Gateway that share a port
 * become chains of one Listener, or, for plain HTTP, one chain.
 */
export type FilterChain = HttpFilterChain | TcpFilterChain | UdpSessions | RefusingFilterChain;

/** Connections that are closed, since the listener that their server name belongs to cannot take them. */
export interface RefusingFilterChain {
  readonly kind: 'Refusing';
  /** Name of the Listener. */
  readonly listener: string;
  readonly name: string;
  /** Exact, or `*.example.com`; at least one. */
  readonly serverNames: readonly string[];
}

/** HTTP, with or without TLS terminated in front of it. */
export interface HttpFilterChain {
  readonly kind: 'HTTP';
  /** Name of the Listener. */
  readonly listener: string;
  /**
   * `http` for plain HTTP; for HTTPS the name of the Gateway API listener, with that of its ListenerSet in front if it is in one:
   * `namespace/name/listener`. Unique within the Listener.
   */
  readonly name: string;
  /** The name of the RouteTable that answers, that of all chains of the Listener. */
  readonly routeTable: string;
  readonly tls?: ServerTls;
  /** What differs from the default settings. */
  readonly settings?: Partial<ListenerSettings>;
}

/** Bytes, forwarded as they are, after TLS if it is terminated in front of it. */
export interface TcpFilterChain {
  readonly kind: 'TCP';
  /** Name of the Listener. */
  readonly listener: string;
  /** `listener`, or with TLS `listener:namespace/route`; with the name of a ListenerSet in front as for HTTPS. Unique within the Listener. */
  readonly name: string;
  /** Server names whose connections it takes, exact or `*.example.com`; empty means all, also where connections do not begin with TLS. */
  readonly serverNames: readonly string[];
  /** Absent where there is none, or where the backend terminates it. */
  readonly tls?: TlsTermination;
  /** Name of the BackendGroup. */
  readonly backendGroup: string;
  readonly settings?: Partial<ListenerSettings>;
}

/** Datagrams, forwarded as they are. All of one client's address and port go to one endpoint as long as that is there. */
export interface UdpSessions {
  readonly kind: 'UDP';
  /** Name of the Listener. */
  readonly listener: string;
  readonly name: string;
  /** Name of the BackendGroup. */
  readonly backendGroup: string;
  readonly settings?: Partial<ListenerSettings>;
}

/** TLS terminated at the proxy for connections with certain server names. */
export interface ServerTls extends TlsTermination {
  /** SNI names, exact or `*.example.com`; empty means any name, and none. */
  readonly serverNames: readonly string[];
}

/** TLS terminated at the proxy. */
export interface TlsTermination {
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
