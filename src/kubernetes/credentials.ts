import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { UserError } from '../user-error.js';

/** How to reach the API server, and as whom. */
export interface Access {
  readonly server: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly agent: HttpAgent | HttpsAgent;
}

/** Tokens are renewed by then; the files they come from are replaced long before they expire. */
const TRUSTED_MS = 30_000;
const KEEP_ALIVE_MS = 30_000;
const MOST_IDLE_SOCKETS = 16;

/** The context that the library makes up when there is no configuration, for an API server without TLS on localhost:8080. */
const NOTHING_FOUND = 'loaded-context';
const NO_CLUSTER =
  'no Kubernetes cluster is known: there is no ~/.kube/config with a current context, $KUBECONFIG names none, and this is no pod with a service account';

/**
 * The user's own way to the cluster: `$KUBECONFIG`, `~/.kube/config`, or the service account of the pod that this runs in.
 * The library knows the many kinds of credentials; connections are kept here, since it makes a new one for each request.
 */
export class ClusterCredentials {
  readonly #config: KubeConfig;
  readonly #server: URL;
  #access: { readonly value: Promise<Access>; readonly until: number } | undefined;
  #kept: { readonly identity: string; readonly agent: Access['agent'] } | undefined;

  /** @throws UserError when there is no cluster to go to. */
  static fromDefault(): ClusterCredentials {
    const config = new KubeConfig();
    try {
      config.loadFromDefault();
    } catch (error) {
      throw new UserError(`the Kubernetes configuration can not be read: ${(error as Error).message}`);
    }
    if (config.getCurrentContext() === NOTHING_FOUND) throw new UserError(NO_CLUSTER);
    return new ClusterCredentials(config);
  }

  /** From the text of a kubeconfig file. */
  static fromString(text: string): ClusterCredentials {
    const config = new KubeConfig();
    config.loadFromString(text);
    return new ClusterCredentials(config);
  }

  constructor(config: KubeConfig) {
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new UserError(NO_CLUSTER);
    this.#config = config;
    this.#server = new URL(cluster.server);
  }

  /** Credentials as they are now; asked for before every request. */
  access(): Promise<Access> {
    const now = performance.now();
    if (this.#access === undefined || this.#access.until < now) {
      this.#access = { value: this.#read(), until: now + TRUSTED_MS };
      this.#access.value.catch(() => this.refresh());
    }
    return this.#access.value;
  }

  /** Reads the credentials anew before the next request, because the server did not accept them. */
  refresh(): void {
    this.#access = undefined;
  }

  /** Closes connections that nobody uses any more. */
  close(): void {
    this.#kept?.agent.destroy();
  }

  async #read(): Promise<Access> {
    const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
    await this.#config.applyToHTTPSOptions(options);
    const headers = { ...options.headers };
    if (options.auth !== undefined && options.auth !== null) {
      headers.Authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`;
    }
    return { server: this.#server, headers, agent: this.#agent(options) };
  }

  #agent(options: RequestOptions): Access['agent'] {
    if (this.#config.getCurrentCluster()?.proxyUrl !== undefined) return options.agent as HttpsAgent;
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    const identity = JSON.stringify([ca, cert, key, rejectUnauthorized, servername].map((part) => String(part)));
    if (this.#kept?.identity === identity) return this.#kept.agent;
    const keep = { keepAlive: true, keepAliveMsecs: KEEP_ALIVE_MS, maxFreeSockets: MOST_IDLE_SOCKETS };
    const agent =
      this.#server.protocol === 'http:'
        ? new HttpAgent(keep)
        : new HttpsAgent({
            ...keep,
            ...(ca && { ca }),
            ...(cert && { cert }),
            ...(key && { key }),
            ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
            ...(servername !== undefined && { servername }),
          });
    // Requests under way keep their connection; new ones use the new credentials.
    this.#kept = { identity, agent };
    return agent;
  }
}
