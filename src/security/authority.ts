import type { ClockState } from '../kubernetes/clock-skew.js';
import {
  type Authorities,
  type AuthorityRules,
  BACK_DATED_MS,
  bundleOf,
  CERTIFICATE_LIFE_MS,
  nextAuthorities,
  parseAuthorities,
  printAuthorities,
  signerOf,
  wantsSuccessor,
} from './authorities.js';
import type { CaStore, StoredCa } from './ca-store.js';
import { type CertificateSubject, issueCertificate, type KeyPair } from './certificate.js';

export interface AuthorityOptions {
  readonly store: CaStore;
  /** What its certificates are for: `xDS`, `mesh`. */
  readonly purpose: string;
  /** Milliseconds that its certificates hold. Default: a day. */
  readonly certificateLifeMs?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Whether this clock is right. While it is not known to be, authorities that are there are left to other replicas. Default: `right`. */
  readonly clock?: () => ClockState;
  readonly onLog?: (level: 'info' | 'warn', message: string) => void;
}

/** A certificate of the authority that signed when it was issued. */
export interface IssuedCertificate extends KeyPair {
  readonly signer: KeyPair;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

const CHECK_EVERY_MS = 10_000;

/**
 * A certificate authority that all replicas share in a store, where whoever is first makes it and gives it successors. What it issues
 * is not stored.
 */
export class Authority {
  readonly #store: CaStore;
  readonly #purpose: string;
  readonly #rules: AuthorityRules;
  readonly #now: () => number;
  readonly #clock: () => ClockState;
  readonly #log: NonNullable<AuthorityOptions['onLog']>;
  readonly #bundleListeners = new Set<(bundle: string) => void>();
  readonly #checkListeners = new Set<() => void>();
  /** As the store has it; `undefined` until it has said so. */
  #shared: { readonly stored: StoredCa | undefined; readonly authorities: Authorities } | undefined;
  /** The last that were good: what the store loses is used until it has others. */
  #trusted: Authorities = [];
  #lastCheck: Promise<void> = Promise.resolve();
  #nextCheck: Promise<void> | undefined;
  #passedOver = false;
  #end = () => {};

  constructor(options: AuthorityOptions) {
    const { store, purpose, certificateLifeMs = CERTIFICATE_LIFE_MS } = options;
    this.#store = store;
    this.#purpose = purpose;
    this.#rules = { name: `Gatewright ${purpose}`, certificateLifeMs };
    this.#now = options.now ?? Date.now;
    this.#clock = options.clock ?? (() => 'right');
    this.#log = options.onLog ?? (() => {});
  }

  /** Follows the store. Fulfilled when there is an authority, however long that takes. */
  start(): Promise<void> {
    return new Promise((resolve) => {
      this.onChange(() => resolve());
      const unwatch = this.#store.watch((stored) => {
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

  /** PEM of all authorities that have to be trusted; empty before there are any. */
  get bundle(): string {
    return bundleOf(this.#trusted);
  }

  get certificateLifeMs(): number {
    return this.#rules.certificateLifeMs;
  }

  /** When the authority that signs runs out, in milliseconds since the epoch; `undefined` before there is one. */
  get expires(): number | undefined {
    const signer = this.#signer();
    return signer && Date.parse(signer.certificate.validTo);
  }

  /** Calls back with each new bundle. */
  onChange(listener: (bundle: string) => void): void {
    this.#bundleListeners.add(listener);
  }

  /** Calls back when what was issued may be due: now and then, and after a change, before others are told of a new bundle. */
  onCheck(listener: () => void): void {
    this.#checkListeners.add(listener);
  }

  /** A certificate for {@link certificateLifeMs} from now, with a new key. `undefined` before there is an authority. */
  issue(subject: CertificateSubject): IssuedCertificate | undefined {
    const signer = this.#signer();
    if (signer === undefined) return undefined;
    const now = this.#now();
    const validity = { notBefore: now - BACK_DATED_MS, notAfter: now + this.certificateLifeMs };
    return { ...issueCertificate(signer, subject, validity), signer, issuedAt: now };
  }

  /**
   * Whether a certificate has to be replaced: half of its life is over, or another authority signs now.
   *
   * @param early takes that share of the half away, so that not all that began together are replaced together.
   */
  isDue({ signer, issuedAt }: IssuedCertificate, early = 0): boolean {
    const current = this.#signer();
    if (current !== signer && !current?.certificate.raw.equals(signer.certificate.raw)) return true;
    return this.#now() >= issuedAt + (this.certificateLifeMs / 2) * (1 - early);
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

  #signer(): KeyPair | undefined {
    return signerOf(this.#trusted, this.#now(), this.#rules);
  }

  async #check(): Promise<void> {
    try {
      for (const listener of this.#checkListeners) listener();
      await this.#renew();
    } catch (error) {
      this.#log('warn', `the authorities of ${this.#purpose} can not be renewed: ${(error as Error).message}`);
    }
  }

  async #renew(): Promise<void> {
    if (this.#shared === undefined) return;
    const { stored, authorities } = this.#shared;
    const succeed = wantsSuccessor(stored?.data ?? {});
    const clock = this.#clock();
    const next = nextAuthorities(authorities, this.#now(), this.#rules, succeed);
    if (next === authorities && !succeed) return;
    const passedOver = clock !== 'right' && authorities.length > 0;
    if (passedOver && !this.#passedOver) {
      const why =
        clock === 'skewed'
          ? 'the clock of this replica differs from that of the API server'
          : 'no answer of the API server had a date to compare the clock of this replica with';
      this.#log('warn', `the authorities of ${this.#purpose} are not renewed by this replica: ${why}`);
    }
    this.#passedOver = passedOver;
    if (passedOver) return;
    // When another replica was faster, the store tells what it wrote.
    if (!(await this.#store.write(printAuthorities(next), stored))) return;
    this.#log('info', `the authorities of ${this.#purpose} were renewed; ${next.length} are trusted`);
  }

  #read(stored: StoredCa | undefined): void {
    let authorities: Authorities = [];
    try {
      authorities = parseAuthorities(stored?.data ?? {});
    } catch (error) {
      this.#log(
        'warn',
        `the stored authorities of ${this.#purpose} can not be read and are replaced: ${(error as Error).message}`,
      );
    }
    this.#shared = { stored, authorities };
    if (authorities.length === 0) return;
    const before = this.bundle;
    this.#trusted = authorities;
    for (const listener of this.#checkListeners) listener();
    if (this.bundle !== before) for (const listener of this.#bundleListeners) listener(this.bundle);
  }
}
