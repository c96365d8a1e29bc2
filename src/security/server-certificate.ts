import type { ServerCredentials } from '@grpc/grpc-js';
import type { Authority, IssuedCertificate } from './authority.js';
import { RotatingCredentials } from './rotating-credentials.js';

export interface ServerCertificateOptions {
  readonly authority: Authority;
  /** Names that clients know the server by. */
  readonly dnsNames: readonly string[];
}

/** Certificate and private key as PEM. */
export interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** The certificate of a server of this process, which it never leaves. Renewed in time. */
export class ServerCertificate {
  readonly #authority: Authority;
  readonly #dnsNames: readonly string[];
  readonly #credentials = new RotatingCredentials();
  readonly #listeners = new Set<(identity: ServerIdentity) => void>();
  #issued: IssuedCertificate | undefined;
  #identity: ServerIdentity | undefined;

  constructor({ authority, dnsNames }: ServerCertificateOptions) {
    this.#authority = authority;
    this.#dnsNames = dnsNames;
    authority.onCheck(() => this.#renew());
    this.#renew();
  }

  /** What a gRPC server is bound with; it changes with the certificate. */
  get credentials(): ServerCredentials {
    return this.#credentials;
  }

  /** `undefined` before there is an authority. */
  get identity(): ServerIdentity | undefined {
    return this.#identity;
  }

  /** Milliseconds since the epoch; `undefined` before there is a certificate. */
  get expires(): number | undefined {
    return this.#issued && Date.parse(this.#issued.certificate.validTo);
  }

  /** Calls back with each new certificate. */
  onChange(listener: (identity: ServerIdentity) => void): void {
    this.#listeners.add(listener);
  }

  #renew(): void {
    if (this.#issued !== undefined && !this.#authority.isDue(this.#issued)) return;
    const issued = this.#authority.issue({ dnsNames: this.#dnsNames, usages: ['serverAuth'] });
    if (issued === undefined) return;
    this.#issued = issued;
    this.#identity = {
      cert: issued.certificate.toString(),
      key: issued.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    this.#credentials.use(this.#identity);
    for (const listener of this.#listeners) listener(this.#identity);
  }
}
