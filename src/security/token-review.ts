import { ApiError } from '../kubernetes/api-error.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import { parseServiceAccountUser } from '../well-known/identities.js';

/** A pod and the service account that it runs as. */
export interface PodIdentity {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly pod: { readonly name: string; readonly uid: string };
}

/** What the API server says to a token. */
export type Review =
  | { readonly verdict: 'accepted'; readonly identity: PodIdentity }
  | { readonly verdict: 'rejected'; readonly why: string }
  /** It does not answer. */
  | { readonly verdict: 'away'; readonly why: string }
  /** It does not let us ask. */
  | { readonly verdict: 'forbidden'; readonly why: string };

export interface TokenReviewerOptions {
  readonly client: Pick<KubernetesClient, 'request'>;
  /** What tokens have to be made for. */
  readonly audience: string;
  /** Milliseconds, of a clock that only goes forward. */
  readonly now?: () => number;
}

const TIMEOUT_MS = 5_000;
/** How many questions are under way at a time: a thousand proxies that come at once are one wave after the other. */
const MOST_AT_ONCE = 16;
/** While the API server is away it is asked this often whether it is back, by one stream. */
const PROBE_EVERY_MS = 5_000;

const POD_NAME = 'authentication.kubernetes.io/pod-name';
const POD_UID = 'authentication.kubernetes.io/pod-uid';

interface TokenReviewStatus {
  readonly authenticated?: boolean;
  readonly error?: string;
  readonly audiences?: readonly string[];
  readonly user?: {
    readonly username?: string;
    readonly extra?: Readonly<Record<string, readonly string[]>>;
  };
}

/**
 * Asks the API server about tokens. Needs `create` on `tokenreviews`.
 *
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/
 */
export class TokenReviewer {
  readonly #options: TokenReviewerOptions;
  readonly #now: () => number;
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  /** Why nobody answers, and when to ask again. */
  #away: { readonly why: string; readonly until: number } | undefined;
  #probing = false;

  constructor(options: TokenReviewerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  async review(token: string): Promise<Review> {
    await this.#turn();
    try {
      return await this.#review(token);
    } finally {
      this.#underWay -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Waits until fewer than the most are under way. */
  async #turn(): Promise<void> {
    while (this.#underWay >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay += 1;
  }

  async #review(token: string): Promise<Review> {
    const probe = this.#away !== undefined;
    if (this.#away && (this.#probing || this.#now() < this.#away.until)) {
      return { verdict: 'away', why: this.#away.why };
    }
    if (probe) this.#probing = true;
    try {
      const status = await this.#ask(token);
      this.#away = undefined;
      return this.#read(status);
    } catch (error) {
      const { code, message } = error instanceof ApiError ? error : new ApiError({ message: String(error) });
      if (code === 401 || code === 403) return { verdict: 'forbidden', why: message };
      if (code >= 400 && code < 500 && code !== 429) return { verdict: 'rejected', why: message };
      this.#away = { why: message, until: this.#now() + PROBE_EVERY_MS };
      return { verdict: 'away', why: message };
    } finally {
      if (probe) this.#probing = false;
    }
  }

  async #ask(token: string): Promise<TokenReviewStatus> {
    const { client, audience } = this.#options;
    const answer = await client.request<{ readonly status?: TokenReviewStatus }>({
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/tokenreviews',
      body: {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenReview',
        spec: { token, audiences: [audience] },
      },
      timeoutMs: TIMEOUT_MS,
    });
    return answer.status ?? {};
  }

  #read({ authenticated, error, audiences, user }: TokenReviewStatus): Review {
    const rejected = (why: string): Review => ({ verdict: 'rejected', why });
    if (authenticated !== true) return rejected(error ?? 'the API server does not accept the token');
    // One that does not know audiences accepts tokens that were made for something else.
    if (!audiences?.includes(this.#options.audience)) return rejected('the token was made for something else');
    const account = parseServiceAccountUser(user?.username ?? '');
    if (account === undefined) return rejected('it is not of a service account');
    const name = user?.extra?.[POD_NAME]?.[0];
    const uid = user?.extra?.[POD_UID]?.[0];
    if (!name || !uid) return rejected('the token is not bound to a pod');
    return { verdict: 'accepted', identity: { ...account, pod: { name, uid } } };
  }
}
