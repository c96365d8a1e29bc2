import { X509Certificate } from 'node:crypto';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

export interface PemCertificate {
  readonly pem: string;
  /** Absent when it cannot be read. */
  readonly certificate?: X509Certificate;
}

/** The certificates in a PEM text, in their order; what is between them does not matter. */
export function certificatesIn(text: string): readonly PemCertificate[] {
  return (text.match(CERTIFICATE) ?? []).map((pem) => {
    try {
      return { pem, certificate: new X509Certificate(pem) };
    } catch {
      return { pem };
    }
  });
}
