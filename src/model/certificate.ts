/**
 * A certificate with its key, which a listener or a client of backends refers to and may use; checked: the key belongs to the
 * leaf, all parts parse.
 */
export interface Certificate {
  /** `namespace/secret`. */
  readonly name: string;
  /** PEM, leaf first. */
  readonly chain: string;
  /** PEM. Never logged, never in a status or a dump. */
  readonly privateKey: string;
}

/** A use of a Certificate by a proxy: the proxy gets the secret. */
export interface CertificateUse {
  readonly proxy: string;
  readonly certificate: string;
}

/** Certificates of authorities, by which a peer's certificate is verified. */
export interface TrustBundle {
  /** `ConfigMap/namespace/name` or `ClusterTrustBundle/name`, several joined by `+` in ascending order; or `System`. */
  readonly name: string;
  readonly source: TrustSource;
}

export type TrustSource =
  /** PEM; each certificate parses. */
  | { readonly type: 'Inline'; readonly certificates: string }
  /** Path of a PEM file on the proxy's machine. */
  | { readonly type: 'File'; readonly path: string };

/** A use of a TrustBundle by a proxy: the proxy gets it as a secret. */
export interface TrustBundleUse {
  readonly proxy: string;
  readonly trustBundle: string;
}
