import { X509Certificate } from 'node:crypto';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

export interface PemCertificate {
  readonly pem: string;
  /** Absent when it cannot be read. */
  readonly certificate?: X509Certificate;
}

/** The certificates in a PEM text, in their order; what is between them does not matter. In time proportional to the text. */
export function certificatesIn(text: string): readonly PemCertificate[] {
  return text
    .split(BEGIN)
    .slice(1)
    .map((rest) => {
      const end = rest.indexOf(END);
      if (end < 0) return { pem: BEGIN + rest };
      const pem = BEGIN + rest.slice(0, end + END.length);
      try {
        return { pem, certificate: new X509Certificate(pem) };
      } catch {
        return { pem };
      }
    });
}
