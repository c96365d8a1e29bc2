import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { ApiError } from '../../kubernetes/api-error.js';
import type { ApiRequest } from '../../kubernetes/client.js';

export const ISSUER = 'https://kubernetes.default.svc.cluster.local';

/** How the API server behaves now. */
export type Mood = 'well' | 'unreachable' | 'failing' | 'silent' | 'forbids';

/** What a token says; everything but the subject has a good value of its own. */
export interface TokenOptions {
  readonly namespace?: string;
  readonly serviceAccount?: string;
  /** `null`: bound to none. */
  readonly pod?: { readonly name: string; readonly uid: string } | null;
  readonly audiences?: readonly string[];
  readonly issuer?: string;
  /** Seconds from now. */
  readonly notBefore?: number;
  readonly expires?: number;
  /** Signs with a key that the cluster does not have, under the name of one that it has. */
  readonly forged?: boolean;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

interface SigningKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** An API server with keys and pods of its own, as far as tokens are concerned. Stands in for a client of the real one. */
export class ScriptedCluster {
  mood: Mood = 'well';
  /** Milliseconds since the epoch. */
  now = Date.now();
  /** Living pods as `namespace/name/uid`. */
  readonly pods = new Set<string>();
  /** Requests so far, by path. */
  readonly requests = new Map<string, number>();
  mostAtOnce = 0;
  #atOnce = 0;
  #keys: SigningKey[] = [];
  readonly #silenced: (() => void)[] = [];

  constructor() {
    this.rotateKeys();
  }

  /** A new key signs; the older ones are still known. */
  rotateKeys(): void {
    const { privateKey, publicKey } = this.#newKey();
    const id = createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64url');
    this.#keys.push({ id, privateKey, publicKey });
  }

  /** Forgets all keys but the last. */
  forgetOldKeys(): void {
    this.#keys = this.#keys.slice(-1);
  }

  addPod(namespace: string, name: string, uid = `${name}-uid`): { readonly name: string; readonly uid: string } {
    this.pods.add(`${namespace}/${name}/${uid}`);
    return { name, uid };
  }

  removePod(namespace: string, { name, uid }: { readonly name: string; readonly uid: string }): void {
    this.pods.delete(`${namespace}/${name}/${uid}`);
  }

  readonly isAlive = ({ namespace, name, uid }: Readonly<Record<'namespace' | 'name' | 'uid', string>>): boolean =>
    this.pods.has(`${namespace}/${name}/${uid}`);

  token(options: TokenOptions = {}): string {
    const {
      namespace = 'a',
      serviceAccount = 'proxy',
      issuer = ISSUER,
      pod,
      audiences = ['gatewright.dev/xds'],
    } = options;
    const key = this.#keys.at(-1) as SigningKey;
    const seconds = Math.floor(this.now / 1000);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = { alg: this.#algorithm(key), kid: key.id, ...options.header };
    const claims = {
      iss: issuer,
      sub: `system:serviceaccount:${namespace}:${serviceAccount}`,
      aud: audiences,
      iat: seconds,
      nbf: seconds + (options.notBefore ?? 0),
      exp: seconds + (options.expires ?? 3600),
      'kubernetes.io': {
        namespace,
        serviceaccount: { name: serviceAccount, uid: 'sa-uid' },
        ...(pod !== null && { pod: pod ?? this.addPod(namespace, 'pod') }),
      },
      ...options.claims,
    };
    const signed = `${part(header)}.${part(claims)}`;
    const signer = options.forged ? this.#newKey().privateKey : key.privateKey;
    const signature = sign('sha256', Buffer.from(signed), { key: signer, dsaEncoding: 'ieee-p1363' });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** Requests that wait for an answer in a silent time. */
  get silenced(): number {
    return this.#silenced.length;
  }

  /** Lets them end. */
  release(): void {
    for (const end of this.#silenced.splice(0)) end();
  }

  readonly request = async <T>({ path, body }: ApiRequest): Promise<T> => {
    this.requests.set(path, (this.requests.get(path) ?? 0) + 1);
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    try {
      await this.#answering();
      return this.#answer(path, body) as T;
    } finally {
      this.#atOnce -= 1;
    }
  };

  get reviews(): number {
    return this.requests.get('/apis/authentication.k8s.io/v1/tokenreviews') ?? 0;
  }

  async #answering(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    switch (this.mood) {
      case 'unreachable':
        throw new ApiError({ message: 'connect ECONNREFUSED' });
      case 'failing':
        throw new ApiError({ message: '503 Service Unavailable', code: 503 });
      case 'forbids':
        throw new ApiError({ message: '403 tokenreviews is forbidden', code: 403 });
      case 'silent':
        await new Promise<void>((resolve) => this.#silenced.push(resolve));
        throw new ApiError({ message: 'the answer did not come in time' });
    }
  }

  #answer(path: string, body: unknown): unknown {
    if (path === '/.well-known/openid-configuration') return { issuer: ISSUER, jwks_uri: 'unused' };
    if (path === '/openid/v1/jwks') {
      const keys = this.#keys.map((key) => ({
        ...key.publicKey.export({ format: 'jwk' }),
        kid: key.id,
        alg: this.#algorithm(key),
        use: 'sig',
      }));
      return { keys };
    }
    const { spec } = body as { spec: { token: string; audiences: string[] } };
    return { status: this.#review(spec.token, spec.audiences) };
  }

  #review(token: string, audiences: readonly string[]): unknown {
    const [head = '', payload = '', signature = ''] = token.split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const key = this.#keys.find(({ id }) => id === read(head).kid);
    const claims = read(payload);
    const input = Buffer.from(`${head}.${payload}`);
    const bytes = Buffer.from(signature, 'base64url');
    const valid = key && verify('sha256', input, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
    const about = claims['kubernetes.io'];
    const pod = about.pod;
    const seconds = this.now / 1000;
    const common = audiences.filter((audience) => claims.aud.includes(audience));
    const good =
      valid &&
      claims.iss === ISSUER &&
      seconds < claims.exp &&
      seconds >= claims.nbf &&
      common.length > 0 &&
      (pod === undefined || this.pods.has(`${about.namespace}/${pod.name}/${pod.uid}`));
    if (!good) return { authenticated: false, error: 'invalid bearer token' };
    const extra = pod && {
      'authentication.kubernetes.io/pod-name': [pod.name],
      'authentication.kubernetes.io/pod-uid': [pod.uid],
    };
    return { authenticated: true, audiences: common, user: { username: claims.sub, ...(extra && { extra }) } };
  }

  /** Both kinds that API servers use, in turn. */
  #newKey(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
    return this.#keys.length % 2 === 0
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  }

  #algorithm({ privateKey }: SigningKey): string {
    return privateKey.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256';
  }
}
