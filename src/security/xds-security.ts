import type { KubernetesClient } from '../kubernetes/client.js';
import type { Authenticate } from '../xds/auth.js';
import { AuthenticationLog } from './authentication-log.js';
import {
  type AcceptedBy,
  Authenticator,
  type AuthenticatorOptions,
  type RefusalReason,
  TOKEN_AUDIENCE,
} from './authenticator.js';
import { Authority } from './authority.js';
import { CaSecret } from './ca-secret.js';
import { KeySet } from './key-set.js';
import { TokenReviewer } from './token-review.js';

export interface XdsSecurityOptions extends Pick<AuthenticatorOptions, 'audienceOf' | 'isAlive'> {
  readonly client: KubernetesClient;
  /** Namespace of the controller. */
  readonly namespace: string;
  /** Names that proxies know the xDS server by. */
  readonly dnsNames: readonly string[];
  readonly onLog: (level: 'debug' | 'info' | 'warn', message: string) => void;
}

/** Secret of the controller's namespace that its replicas share the authorities in. */
const CA_SECRET = 'gatewright-ca';

/**
 * After that the xDS server lets go of a connection, so that nobody keeps a stream for long whose token would not be accepted any more.
 * Longer than a token lives: while the API server is away, kubelet cannot renew those of the proxies.
 */
export const XDS_CONNECTION_AGE_MS = 2 * 60 * 60_000;

/** Everything about xDS in a cluster that keeps others out: the certificate of the server, and who its clients are. */
export class XdsSecurity {
  /** Whose `bundle` proxies trust, and whose `serverCredentials` the server is bound with. */
  readonly authority: Authority;
  readonly authenticate: Authenticate;
  readonly #keys: KeySet;
  readonly #log: AuthenticationLog;

  constructor({ client, namespace, dnsNames, audienceOf, isAlive, onLog }: XdsSecurityOptions) {
    this.authority = new Authority({
      store: new CaSecret({ client, namespace, name: CA_SECRET, onLog }),
      dnsNames,
      onLog,
    });
    this.#keys = new KeySet({ client, onLog });
    this.#log = new AuthenticationLog({ onLog });
    const authenticator = new Authenticator({
      reviewer: new TokenReviewer({ client, audience: TOKEN_AUDIENCE }),
      keys: this.#keys,
      isAlive,
      audienceOf,
      onRefused: this.#log.onRefused,
      onAccepted: this.#log.onAccepted,
    });
    this.authenticate = authenticator.authenticate;
  }

  /** Fulfilled when the server has a certificate. */
  start(): Promise<void> {
    this.#keys.start();
    return this.authority.start();
  }

  stop(): void {
    this.#keys.stop();
    this.authority.stop();
  }

  /** Streams by what their credentials were worth, since the start. */
  get accepted(): ReadonlyMap<AcceptedBy, number> {
    return this.#log.accepted;
  }

  get refused(): ReadonlyMap<RefusalReason, number> {
    return this.#log.refused;
  }
}
