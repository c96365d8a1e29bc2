import { createHash } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { TOKEN_AUDIENCE } from '../well-known/names.js';
import { type Authenticate, type Identity, Refusal, type RefusalCode } from '../xds/auth.js';
import type { KeySet } from './key-set.js';
import { parseToken, type ServiceAccountToken } from './token.js';
import type { PodIdentity, TokenReviewer } from './token-review.js';

/** Why a stream was refused. */
export type RefusalReason =
  | 'no-token'
  | 'malformed'
  | 'wrong-audience'
  | 'expired'
  | 'not-pod-bound'
  | 'bad-signature'
  | 'rejected'
  | 'pod-gone'
  | 'no-gateway'
  | 'unavailable';

/** How a stream was accepted: by asking, from memory, or without the API server. */
export type AcceptedBy = 'review' | 'cache' | 'offline';

export interface AuthenticatorOptions {
  readonly reviewer: Pick<TokenReviewer, 'review'>;
  readonly keys: Pick<KeySet, 'check' | 'known' | 'issuer'>;
  /** Whether that very pod is there; `undefined`: not known yet. */
  readonly isAlive: (pod: PodIdentity['pod'] & { readonly namespace: string }) => boolean | undefined;
  /** Name of the xDS audience of a proxy; `undefined` for who is none. */
  readonly audienceOf: (identity: PodIdentity) => string | undefined;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** For each stream; `who` is what the token claims when nothing has proven it. Nothing of the token is in it. */
  readonly onRefused?: (event: { readonly reason: RefusalReason; readonly who: string; readonly why: string }) => void;
  readonly onAccepted?: (event: { readonly by: AcceptedBy; readonly who: string }) => void;
}

/** How long the answer of the API server is enough for a pod that is still there. */
const ACCEPTED_MS = 60_000;
/** Who is rejected comes again within seconds; a pod that was just made may be accepted then. */
const REJECTED_MS = 5_000;
const MOST_REMEMBERED = 10_000;
/**
 * Tokens with a key that is not known, while others are, that the API server is asked about at a time: fewer than it is asked about in all,
 * so that whoever makes keys up leaves turns to the others.
 */
const MOST_UNKNOWN_KEYS = 4;
/** Difference of clocks that is forgiven to a token. */
const LEEWAY_S = 10;

const BEARER = /^Bearer ([^ ]+)$/i;
const METADATA = 'authorization';

interface Remembered {
  readonly verdict: Verdict;
  readonly until: number;
  /** Whether the pod has been seen, so that it is gone when it is not. */
  seen: boolean;
}

type Verdict =
  | { readonly accepted: PodIdentity; readonly by: AcceptedBy }
  | { readonly reason: RefusalReason; readonly why: string };

/**
 * Tells by the token of its pod who opens a stream.
 *
 * The API server decides; it is asked about a token once a minute at most, and not about those that its keys have not signed, whatever key
 * they name. While it is away, a token that it has signed is good for a pod that is known to be there.
 */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #now: () => number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #judging = new Map<string, Promise<Verdict>>();
  /** How many tokens with an unknown key the API server is asked about now. */
  #doubtful = 0;

  constructor(options: AuthenticatorOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** What an xDS server asks about each stream, of whatever method. */
  readonly authenticate: Authenticate = async ({ metadata }): Promise<Identity> => {
    const values = metadata.get(METADATA);
    const text = values.length === 1 ? BEARER.exec(String(values[0]))?.[1] : undefined;
    if (values.length === 0) throw this.#refused('no-token', 'unknown', 'there are no credentials');
    const token = text === undefined ? undefined : parseToken(text);
    if (text === undefined || token === undefined) {
      throw this.#refused('malformed', 'unknown', 'the credentials are not a token of a service account');
    }
    const who = nameOf(token);
    const verdict = this.#obvious(token) ?? (await this.#verdict(text, token));
    if ('reason' in verdict) throw this.#refused(verdict.reason, who, verdict.why);
    const { accepted, by } = verdict;
    const audience = this.#options.audienceOf(accepted);
    if (audience === undefined)
      throw this.#refused('no-gateway', who, 'it is neither the proxy of a Gateway nor a sidecar');
    this.#options.onAccepted?.({ by, who });
    return { audience, identity: identityOf(accepted) };
  };

  /** How many tokens are looked at now. */
  get judging(): number {
    return this.#judging.size;
  }

  /** What nobody has to be asked for. */
  #obvious(token: ServiceAccountToken): Verdict | undefined {
    const now = this.#now() / 1000;
    if (!token.audiences.includes(TOKEN_AUDIENCE)) {
      return { reason: 'wrong-audience', why: 'the token was made for something else' };
    }
    if (now > token.expires + LEEWAY_S) return { reason: 'expired', why: 'the token has expired' };
    if (token.pod === undefined) return { reason: 'not-pod-bound', why: 'the token is not bound to a pod' };
    return undefined;
  }

  async #verdict(text: string, token: ServiceAccountToken): Promise<Verdict> {
    const hash = createHash('sha256').update(text).digest('base64');
    const known = this.#recall(hash);
    if (known !== undefined) return known;
    let judging = this.#judging.get(hash);
    if (judging === undefined) {
      judging = this.#judge(text, token, hash).finally(() => this.#judging.delete(hash));
      this.#judging.set(hash, judging);
    }
    return judging;
  }

  #recall(hash: string): Verdict | undefined {
    const remembered = this.#remembered.get(hash);
    if (remembered === undefined) return undefined;
    const { verdict, until } = remembered;
    const isFresh = this.#now() < until;
    if ('reason' in verdict) return isFresh ? verdict : undefined;
    const alive = this.#isAlive(verdict.accepted);
    // For some seconds the API server itself remembers that a token was good.
    if (alive === false && remembered.seen) return POD_GONE;
    if (!alive) return undefined;
    remembered.seen = true;
    return isFresh ? { ...verdict, by: 'cache' } : undefined;
  }

  async #judge(text: string, token: ServiceAccountToken, hash: string): Promise<Verdict> {
    const { keys, reviewer } = this.#options;
    const signature = await keys.check(token);
    if (signature === 'forged') return { reason: 'bad-signature', why: 'the token was not signed by this cluster' };
    const doubtful = signature === 'unknown' && keys.known;
    if (doubtful && this.#doubtful >= MOST_UNKNOWN_KEYS) return TOO_MANY_UNKNOWN;
    if (doubtful) this.#doubtful += 1;
    const review = await reviewer.review(text);
    if (doubtful) this.#doubtful -= 1;
    if (review.verdict === 'accepted') {
      const verdict = { accepted: review.identity, by: 'review' } as const;
      this.#remember(hash, verdict, Math.min(this.#now() + ACCEPTED_MS, token.expires * 1000));
      return verdict;
    }
    if (review.verdict === 'rejected') {
      const verdict = { reason: 'rejected', why: review.why } as const;
      this.#remember(hash, verdict, this.#now() + REJECTED_MS);
      return verdict;
    }
    if (review.verdict === 'away' && signature === 'valid') return this.#judgeOffline(token, review.why);
    return { reason: 'unavailable', why: review.why };
  }

  /** What is left to check of a token that the cluster has signed and that was made for us. */
  #judgeOffline(token: ServiceAccountToken, why: string): Verdict {
    const { namespace, serviceAccount, pod, issuer, notBefore, expires } = token;
    const now = this.#now() / 1000;
    if (issuer !== this.#options.keys.issuer) return { reason: 'rejected', why: 'it is not a token of this cluster' };
    if (now > expires) return { reason: 'expired', why: 'the token has expired' };
    if (now < notBefore - LEEWAY_S) return { reason: 'rejected', why: 'the token does not hold yet' };
    if (pod === undefined) return { reason: 'not-pod-bound', why: 'the token is not bound to a pod' };
    const identity = { namespace, serviceAccount, pod };
    const alive = this.#isAlive(identity);
    if (alive === undefined) return { reason: 'unavailable', why };
    return alive ? { accepted: identity, by: 'offline' } : POD_GONE;
  }

  #isAlive({ namespace, pod }: PodIdentity): boolean | undefined {
    return this.#options.isAlive({ namespace, ...pod });
  }

  #remember(hash: string, verdict: Verdict, until: number): void {
    const seen = 'accepted' in verdict && this.#isAlive(verdict.accepted) === true;
    this.#remembered.delete(hash);
    this.#remembered.set(hash, { verdict, until, seen });
    if (this.#remembered.size <= MOST_REMEMBERED) return;
    const [oldest] = this.#remembered.keys();
    if (oldest !== undefined) this.#remembered.delete(oldest);
  }

  #refused(reason: RefusalReason, who: string, why: string): Refusal {
    this.#options.onRefused?.({ reason, who, why });
    return new Refusal(CODES[reason] ?? status.UNAUTHENTICATED, `${who}: ${why}`);
  }
}

const TOO_MANY_UNKNOWN: Verdict = { reason: 'unavailable', why: 'too many tokens have a key that is not known' };
const POD_GONE: Verdict = { reason: 'pod-gone', why: 'its pod is not there' };

const CODES: Partial<Record<RefusalReason, RefusalCode>> = {
  'no-gateway': status.PERMISSION_DENIED,
  unavailable: status.UNAVAILABLE,
};

/** How streams of a pod are called: by its `namespace/name`. */
export function identityOf({ namespace, pod }: PodIdentity): string {
  return `${namespace}/${pod.name}`;
}

function nameOf({ namespace, serviceAccount, pod }: ServiceAccountToken): string {
  return `pod ${namespace}/${pod?.name ?? '-'} of service account ${serviceAccount}`;
}
