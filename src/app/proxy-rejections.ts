import { z } from 'zod';
import { applyQueue, type RetryMs } from '../infrastructure/apply-queue.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import type { KeyedQueue } from '../kubernetes/keyed-queue.js';
import { applyObject, type KubernetesObject } from '../kubernetes/objects.js';
import type { ApiResource } from '../kubernetes/paths.js';
import { Reflector } from '../kubernetes/reflector.js';
import type { Rejection } from '../model/index.js';
import { REJECTIONS_LABEL } from '../well-known/labels.js';
import type { XdsCache } from '../xds/index.js';

export interface ProxyRejectionsOptions {
  readonly client: KubernetesClient;
  readonly cache: Pick<XdsCache, 'rejections' | 'audience'>;
  /** The pod that this runs in; what it reports goes away with it. */
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  /** Rejections that are new or gone (`reason` undefined), of the proxies of all replicas. */
  readonly onChanges: (changes: readonly RejectionChange[]) => void;
  readonly onLog: (level: 'info' | 'warn', message: string) => void;
  readonly retryMs?: RetryMs;
}

export type RejectionChange = Omit<Rejection, 'reason'> & { readonly reason: string | undefined };

const CONFIG_MAPS: ApiResource = { group: '', version: 'v1', plural: 'configmaps', namespaced: true };
const DATA = 'rejections.json';
const FIELD_MANAGER = 'gatewright-rejections';
const REJECTIONS = z.array(z.object({ proxy: z.string(), typeUrl: z.string(), name: z.string(), reason: z.string() }));
const RETRY: RetryMs = { first: 5_000, most: 5_000 };
/** A ConfigMap holds a mebibyte; that many proxies reject nothing one by one. */
const MOST_REPORTED = 500;
const MOST_REASON = 500;

/**
 * What proxies reject, wherever they are connected: only the leader writes statuses, and a proxy may well be connected to
 * another replica. Each replica reports its own in a ConfigMap that belongs to its pod; there is none while nothing was rejected.
 */
export class ProxyRejections {
  readonly #options: ProxyRejectionsOptions;
  readonly #reflector: Reflector;
  readonly #byReplica = new Map<string, readonly Rejection[]>();
  #known = new Map<string, Rejection>();
  #reported = '[]';
  #reporting = false;
  readonly #queue: KeyedQueue;

  constructor(options: ProxyRejectionsOptions) {
    this.#options = options;
    const { client, pod, retryMs = RETRY } = options;
    this.#queue = applyQueue(() => this.#report(), retryMs);
    this.#reflector = new Reflector({
      client,
      resource: CONFIG_MAPS,
      namespaces: [pod.namespace],
      labelSelector: REJECTIONS_LABEL,
      onChanges: (changes) => this.#take(changes),
    });
  }

  start(): void {
    this.#queue.resume();
    this.#reflector.start();
  }

  stop(): void {
    this.#queue.pause();
    this.#reflector.stop();
  }

  /** Looks again at what the proxies of this replica reject: after a rejection, an end of a stream, or new content. */
  refresh(): void {
    const own = [...this.#own()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    this.#byReplica.set('', own);
    this.#publish();
    this.#queue.add(this.#name);
  }

  /**
   * A rejection stays while its proxy is away, so that statuses do not flap. But it may be away because it has gone to another
   * replica; so it counts only until there is other content.
   */
  *#own(): Iterable<Rejection> {
    const { cache } = this.#options;
    for (const { audience, typeUrl, name, version, reason } of cache.rejections()) {
      const there = cache.audience(audience);
      if (there.listeners.size > 0 || there.get(typeUrl, name)?.version === version) {
        yield { proxy: audience, typeUrl, name, reason };
      }
    }
  }

  #take(changes: ReadonlyMap<string, KubernetesObject | undefined>): void {
    for (const [key, object] of changes) {
      if (object?.metadata.name === this.#name) {
        // It may be of this pod's container before a restart.
        if (!this.#reporting) this.#reported = rejectionsIn(object);
        continue;
      }
      if (object === undefined) this.#byReplica.delete(key);
      else this.#byReplica.set(key, this.#read(object));
    }
    this.#publish();
    this.#queue.add(this.#name);
  }

  #read(object: KubernetesObject): readonly Rejection[] {
    try {
      return REJECTIONS.parse(JSON.parse(rejectionsIn(object)));
    } catch {
      this.#options.onLog('warn', `ConfigMap ${object.metadata.name} does not hold rejections: it is passed over`);
      return [];
    }
  }

  #publish(): void {
    const now = new Map<string, Rejection>();
    for (const list of this.#byReplica.values()) for (const rejection of list) now.set(idOf(rejection), rejection);
    const changes: RejectionChange[] = [];
    for (const [id, rejection] of now) if (this.#known.get(id)?.reason !== rejection.reason) changes.push(rejection);
    for (const [id, rejection] of this.#known) if (!now.has(id)) changes.push({ ...rejection, reason: undefined });
    this.#known = now;
    if (changes.length > 0) this.#options.onChanges(changes);
  }

  async #report(): Promise<void> {
    const desired = this.#desired();
    if (desired === this.#reported) return;
    this.#reporting = true;
    try {
      await applyObject(this.#options.client, CONFIG_MAPS, this.#configMap(desired), { fieldManager: FIELD_MANAGER });
      this.#reported = desired;
    } catch (error) {
      this.#options.onLog('warn', `rejections can not be shared with the other replicas: ${(error as Error).message}`);
      throw error;
    } finally {
      this.#reporting = false;
    }
  }

  #desired(): string {
    const own = this.#byReplica.get('') ?? [];
    return JSON.stringify(
      own
        .slice(0, MOST_REPORTED)
        .map((rejection) => ({ ...rejection, reason: rejection.reason.slice(0, MOST_REASON) })),
    );
  }

  get #name(): string {
    return `gatewright-rejections-${this.#options.pod.name}`;
  }

  #configMap(rejections: string): KubernetesObject {
    const { namespace, name, uid } = this.#options.pod;
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: this.#name,
        namespace,
        labels: { [REJECTIONS_LABEL]: 'true' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name, uid }],
      },
      data: { [DATA]: rejections },
    };
  }
}

function rejectionsIn({ data }: KubernetesObject): string {
  return (data as Readonly<Record<string, string>> | undefined)?.[DATA] ?? '[]';
}

function idOf({ proxy, typeUrl, name }: Rejection): string {
  return `${proxy}|${typeUrl}|${name}`;
}
