import { type CompactVerifyGetKey, compactVerify, createLocalJWKSet, errors, type JWK } from 'jose';
import type { KubernetesClient } from '../kubernetes/client.js';
import type { ServiceAccountToken } from './token.js';

/**
 * `forged`: the key that it names has not signed it, or the cluster has no such key; `unknown`: it may have one, its keys can not be read
 * now.
 */
export type Signature = 'valid' | 'forged' | 'unknown';

export interface KeySetOptions {
  readonly client: Pick<KubernetesClient, 'request'>;
  /** Milliseconds, of a clock that only goes forward. */
  readonly now?: () => number;
  readonly onLog?: (level: 'info' | 'warn', message: string) => void;
}

const REFRESH_MS = 10 * 60_000;
/** Between two requests that tokens with an unknown key cause, or that failed; for as long a key that is not there counts as unknown. */
const RETRY_MS = 10_000;
/** The API server gives key sets only to those who ask for their own type. */
const ACCEPT = 'application/jwk-set+json, application/json';
const TIMEOUT_MS = 5_000;

/** Algorithms that API servers sign with. Nothing symmetric, and not `none`. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

interface Keys {
  readonly issuer: string;
  readonly ids: ReadonlySet<string>;
  readonly find: CompactVerifyGetKey;
}

/**
 * The keys that the cluster signs tokens of service accounts with, kept while the API server is away. Needs the ClusterRole
 * `system:service-account-issuer-discovery`, which Kubernetes gives to every service account.
 *
 * `jose` verifies. When keys are read is decided here: its remote key set asks again at once after a failure, for each token with an
 * unknown key, and has one error for a key that is not there and one that could not be read.
 *
 * Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery
 */
export class KeySet {
  readonly #options: KeySetOptions;
  readonly #now: () => number;
  #keys: Keys | undefined;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** When the keys were asked for that are here now. */
  #freshAt = Number.NEGATIVE_INFINITY;
  #failing = false;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;

  constructor(options: KeySetOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** Reads the keys now and from time to time. */
  start(): void {
    void this.refresh();
    this.#timer = setInterval(() => {
      if (this.#now() - this.#askedAt >= (this.#failing ? RETRY_MS : REFRESH_MS)) void this.refresh();
    }, RETRY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Who issues the tokens; `undefined` before the API server has said so. */
  get issuer(): string | undefined {
    return this.#keys?.issuer;
  }

  /** Whether there are any: while there are none, every token is signed by an unknown key. */
  get known(): boolean {
    return this.#keys !== undefined;
  }

  /**
   * Whether a token was signed by the cluster. A key that is not known is looked for first, every ten seconds at most, whoever makes such
   * keys up: what the cluster does not have then has not signed anything.
   */
  async check(token: ServiceAccountToken): Promise<Signature> {
    const isKnown = () => this.#keys?.ids.has(token.keyId);
    if (!isKnown()) {
      if (this.#now() - this.#askedAt >= RETRY_MS) await this.refresh();
      else await this.#reading;
    }
    if (this.#keys === undefined || !isKnown()) return this.#now() - this.#freshAt < RETRY_MS ? 'forged' : 'unknown';
    try {
      await compactVerify(token.text, this.#keys.find, { algorithms: ALGORITHMS });
      return 'valid';
    } catch (error) {
      // Everything else is about the key of the cluster: too short a one, for example, is for the API server to accept or not.
      return error instanceof errors.JOSEError ? 'forged' : 'unknown';
    }
  }

  /** Reads the keys again; on failure the old ones stay. Never fails. */
  refresh(): Promise<void> {
    this.#askedAt = this.#now();
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    const askedAt = this.#now();
    try {
      const get = <T>(path: string) =>
        this.#options.client.request<T>({ method: 'GET', path, accept: ACCEPT, timeoutMs: TIMEOUT_MS });
      const { issuer } = await get<{ readonly issuer?: unknown }>('/.well-known/openid-configuration');
      const { keys } = await get<{ readonly keys?: unknown }>('/openid/v1/jwks');
      if (typeof issuer !== 'string' || !Array.isArray(keys)) throw new Error('the answer has no issuer or no keys');
      this.#keys = { issuer, ...keySet(keys) };
      this.#freshAt = askedAt;
      if (this.#failing) this.#options.onLog?.('info', 'the keys of service accounts can be read again');
      this.#failing = false;
    } catch (error) {
      const { message } = error as Error;
      if (!this.#failing) {
        this.#options.onLog?.(
          'warn',
          `the keys of service accounts, for when the API server is away, can not be read: ${message}`,
        );
      }
      this.#failing = true;
    }
  }
}

/** Of keys with the same ID the last counts. */
function keySet(keys: readonly unknown[]): Omit<Keys, 'issuer'> {
  const byId = new Map(keys.filter(isIdentified).map((key) => [key.kid, key]));
  return { ids: new Set(byId.keys()), find: createLocalJWKSet({ keys: [...byId.values()] }) };
}

function isIdentified(key: unknown): key is JWK & { readonly kid: string } {
  return typeof key === 'object' && key !== null && 'kid' in key && typeof key.kid === 'string';
}
