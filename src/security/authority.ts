import type { ServerCredentials } from '@grpc/grpc-js';
import {
  type Authorities,
  BACK_DATED_MS,
  bundleOf,
  nextAuthorities,
  parseAuthorities,
  printAuthorities,
  SERVER_CERTIFICATE_LIFE_MS,
  signerOf,
} from './authorities.js';
import type { CaStore, StoredCa } from './ca-store.js';
import { issueServerCertificate, type KeyPair } from './certificate.js';
import { RotatingCredentials } from './rotating-credentials.js';

export interface AuthorityOptions {
  readonly store: CaStore;
  /** Names that proxies know the server by. */
  readonly dnsNames: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly onLog?: (level: 'info' | 'warn', message: string) => void;
}

/** When certificates run out, in milliseconds since the epoch. */
export interface Expiry {
  /** The authority that signs. */
  readonly authority: number;
  /** The certificate that this server shows. */
  readonly server: number;
}

const CHECK_EVERY_MS = 10_000;

interface ServerCertificate extends KeyPair {
  readonly signer: KeyPair;
  readonly renewAt: number;
}

/**
 * The certificate authority of the xDS server. Its authorities are shared by all replicas in a store, where whoever is first makes them
 * and gives them successors. The certificate of the server itself never leaves this process.
 */
export class Authority {
  readonly #options: AuthorityOptions;
  readonly #now: () => number;
  readonly #log: NonNullable<AuthorityOptions['onLog']>;
  readonly #bundleListeners = new Set<(bundle: string) => void>();
  readonly #credentials = new RotatingCredentials();
  /** As the store has it; `undefined` until it has said so. */
  #shared: { readonly stored: StoredCa | undefined; readonly authorities: Authorities } | undefined;
  /** The last that were good: what the store loses is used until it has others. */
  #trusted: Authorities = [];
  #server: ServerCertificate | undefined;
  #lastCheck: Promise<void> = Promise.resolve();
  #nextCheck: Promise<void> | undefined;
  #end = () => {};

  constructor(options: AuthorityOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#log = options.onLog ?? (() => {});
  }

  /** Follows the store. Fulfilled when there is a certificate to serve with, however long that takes. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.onChange(() => resolve());
      const unwatch = this.#options.store.watch((stored) => {
        this.#read(stored);
        void this.check();
      });
      const timer = setInterval(() => void this.check(), CHECK_EVERY_MS);
      this.#end = () => {
        clearInterval(timer);
        unwatch();
      };
    });
  }

  stop(): void {
    this.#end();
  }

  /** PEM of all authorities that a proxy has to trust; empty before there are any. */
  get bundle(): string {
    return bundleOf(this.#trusted);
  }

  /** Calls back with each new bundle. */
  onChange(listener: (bundle: string) => void): void {
    this.#bundleListeners.add(listener);
  }

  /** `undefined` before there are any certificates. */
  get expiry(): Expiry | undefined {
    if (this.#server === undefined) return undefined;
    const { certificate, signer } = this.#server;
    return { authority: Date.parse(signer.certificate.validTo), server: Date.parse(certificate.validTo) };
  }

  /** What the server is bound with; it changes with the certificates. */
  get serverCredentials(): ServerCredentials {
    return this.#credentials;
  }

  /** Renews what is due. Called now and then, and after every change of the store; never fails. */
  check(): Promise<void> {
    // One that has not begun sees everything that this one would see.
    this.#nextCheck ??= this.#lastCheck.then(() => {
      this.#nextCheck = undefined;
      return this.#check();
    });
    this.#lastCheck = this.#nextCheck;
    return this.#nextCheck;
  }

  async #check(): Promise<void> {
    try {
      this.#renewServer();
      await this.#renewAuthorities();
    } catch (error) {
      this.#log('warn', `the authorities of xDS can not be renewed: ${(error as Error).message}`);
    }
  }

  async #renewAuthorities(): Promise<void> {
    if (this.#shared === undefined) return;
    const { stored, authorities } = this.#shared;
    const next = nextAuthorities(authorities, this.#now());
    if (next === authorities) return;
    // When another replica was faster, the store tells what it wrote.
    const written = await this.#options.store.write(printAuthorities(next), stored);
    if (written === undefined) return;
    this.#log('info', `the authorities of xDS were renewed; proxies trust ${next.length}`);
    this.#read(written);
  }

  #read(stored: StoredCa | undefined): void {
    let authorities: Authorities = [];
    try {
      authorities = parseAuthorities(stored?.data ?? {});
    } catch (error) {
      this.#log('warn', `the stored authorities of xDS can not be read and are replaced: ${(error as Error).message}`);
    }
    this.#shared = { stored, authorities };
    if (authorities.length === 0) return;
    const before = this.bundle;
    this.#trusted = authorities;
    this.#renewServer();
    if (this.bundle !== before) for (const listener of this.#bundleListeners) listener(this.bundle);
  }

  #renewServer(): void {
    const now = this.#now();
    const signer = signerOf(this.#trusted, now);
    if (signer === undefined) return;
    if (this.#server?.signer.certificate.raw.equals(signer.certificate.raw) && now < this.#server.renewAt) return;
    const validity = { notBefore: now - BACK_DATED_MS, notAfter: now + SERVER_CERTIFICATE_LIFE_MS };
    const pair = issueServerCertificate(signer, this.#options.dnsNames, validity);
    this.#server = { ...pair, signer, renewAt: now + SERVER_CERTIFICATE_LIFE_MS / 2 };
    this.#credentials.use({
      cert: pair.certificate.toString(),
      key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    });
  }
}
