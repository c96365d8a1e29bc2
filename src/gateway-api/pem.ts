import { X509Certificate } from 'node:crypto';
import { isStrict } from './strict-certificate.js';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

export interface PemCertificate {
  readonly pem: string;
  /** Absent when it cannot be read, by us or by Envoy. */
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
        const certificate = new X509Certificate(pem);
        return isStrict(certificate) ? { pem, certificate } : { pem };
      } catch {
        return { pem };
      }
    });
}
