import type { Certificate } from './certificate.js';

/**
 * What the edges tell the translation: inputs like any other, so that the translation stays pure.
 * Written by xDS (rejections, sidecars), by infrastructure (proxies), by the delivery policy (sharding) and by the memory of certificates.
 */

/** The certificate that a Secret held when it could be used last. Keyed by the Secret, `namespace/name`. */
export interface LastCertificate {
  /** Of the Secret, so that another one of the same name does not get it; empty in files. */
  readonly uid: string;
  readonly certificate: Certificate;
}

/** A resource that a proxy refused (NACK). Keyed `proxy|type URL|name`. */
export interface Rejection {
  readonly proxy: string;
  readonly typeUrl: string;
  /** Name of the Envoy resource: that of a Listener, Certificate, TrustBundle or Backend, or of a RouteTable or a shard of one. */
  readonly name: string;
  /** Envoy's reason: one line, bounded, without secret contents. */
  readonly reason: string;
}

/** A ServiceAccount whose pods have sidecars that are connected. Keyed by the name of the Sidecar. */
export interface SidecarIdentity {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The state of a proxy. Keyed by proxy. */
export interface ProxyState {
  /** Addresses that clients can use. */
  readonly addresses: readonly {
    readonly type: 'IPAddress' | 'Hostname';
    readonly value: string;
    /** It is one of a Service, that only the cluster reaches. */
    readonly inCluster?: true;
  }[];
  /** Why nothing answers there; absent when something does. */
  readonly unavailable?: {
    /** `Pending`: it is being started. `NoResources`: something is in the way that time alone does not change. */
    readonly reason: 'Pending' | 'NoResources';
    /** One sentence or more. */
    readonly message: string;
  };
  /** What could not be brought up to date, while what was there before goes on. */
  readonly outdated?: string;
}
