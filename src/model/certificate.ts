/** A server certificate that a listener refers to and may use; checked: the key belongs to the leaf, all parts parse. */
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
