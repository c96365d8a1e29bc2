import { ApiError } from '../kubernetes/api-error.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import type { LiveChange } from '../kubernetes/live.js';
import { applyObject, getObject, type KubernetesObject } from '../kubernetes/objects.js';
import type { ObjectStatus } from '../model/index.js';
import { apiVersionOf, kindOf } from '../resources/kinds.js';
import type { KindName } from '../resources/types.js';
import { nextStatus } from './next-status.js';
import { WriteQueue } from './write-queue.js';

export interface StatusWriterOptions {
  readonly client: KubernetesClient;
  /** Entries with this name in shared lists are ours. */
  readonly controllerName: string;
  readonly onLog: (level: 'debug' | 'info' | 'warn', message: string) => void;
  /** Milliseconds since the epoch; for conditions. */
  readonly now?: () => number;
  readonly queue?: ConstructorParameters<typeof WriteQueue>[1];
}

export interface StatusWriterStats {
  writes: number;
  /** Somebody else wrote in between; it was read and written again. */
  conflicts: number;
  failures: number;
}

/** Also the field manager of what the writer applies. */
const FIELD_MANAGER = 'gatewright';

/**
 * Writes statuses as long as it leads: by server-side apply, only what differs, only our own entries, newest content first.
 *
 * It is told what is wanted and what there is, in any order; when the two agree nothing is written. A write that fails is
 * repeated with growing waits and never delays another object's.
 */
export class StatusWriter {
  readonly stats: StatusWriterStats = { writes: 0, conflicts: 0, failures: 0 };
  readonly #options: StatusWriterOptions;
  readonly #wanted = new Map<string, ObjectStatus>();
  readonly #live = new Map<string, KubernetesObject>();
  readonly #queue: WriteQueue;
  /** Content that the API server will not take, by object. */
  readonly #refused = new Map<string, string>();
  #leads = false;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    this.#queue = new WriteQueue((key) => this.#write(key), options.queue);
  }

  /** Statuses that are wanted now, or (`undefined`) no more; keyed `kind/namespace/name`. */
  want(changes: ReadonlyMap<string, ObjectStatus | undefined>): void {
    for (const [key, status] of changes) {
      if (status === undefined) this.#wanted.delete(key);
      else this.#wanted.set(key, status);
      this.#consider(key);
    }
  }

  /** Objects as they are now. */
  observe(changes: readonly LiveChange[]): void {
    for (const { kind, key, object } of changes) {
      const id = `${kind}/${key}`;
      if (object === undefined) {
        this.#live.delete(id);
        this.#refused.delete(id);
        this.#queue.forget(id);
      } else {
        this.#live.set(id, object);
        this.#consider(id);
      }
    }
  }

  /** Begins to write, with everything compared again, or stops. */
  lead(leads: boolean): void {
    this.#leads = leads;
    if (leads) for (const key of this.#live.keys()) this.#consider(key);
    else this.#queue.clear();
  }

  /** Objects that wait to be written. */
  get pending(): number {
    return this.#queue.size;
  }

  stop(): void {
    this.#leads = false;
    this.#queue.clear();
  }

  #consider(key: string): void {
    if (this.#leads && this.#next(key) !== undefined) this.#queue.add(key);
  }

  #next(key: string): ReturnType<typeof nextStatus> {
    const live = this.#live.get(key);
    if (live === undefined) return undefined;
    const { controllerName, now = Date.now } = this.#options;
    return nextStatus(key.slice(0, key.indexOf('/')), this.#wanted.get(key), live, {
      controllerName,
      now: `${new Date(now()).toISOString().slice(0, 19)}Z`,
    });
  }

  /** @returns milliseconds after which to try again; `undefined`: done. */
  async #write(key: string): Promise<number | undefined> {
    const next = this.#next(key);
    const live = this.#live.get(key);
    if (!this.#leads || next === undefined || live === undefined) return undefined;
    const content = JSON.stringify(next.status);
    if (this.#refused.get(key) === content) return undefined;
    const kind = kindOf(key.slice(0, key.indexOf('/')) as KindName);
    const { namespace, name, resourceVersion } = live.metadata;
    try {
      const written = await applyObject(
        this.#options.client,
        kind,
        {
          apiVersion: apiVersionOf(kind),
          kind: kind.kind,
          metadata: {
            name,
            ...(namespace !== undefined && { namespace }),
            ...(next.onlyIfUnchanged && resourceVersion !== undefined && { resourceVersion }),
          },
          status: next.status,
        },
        { fieldManager: FIELD_MANAGER, subresource: 'status' },
      );
      this.stats.writes += 1;
      this.#refused.delete(key);
      if (this.#live.get(key) === live) this.#live.set(key, written);
      return this.#next(key) === undefined ? undefined : 0;
    } catch (error) {
      return this.#waitAfter(key, live, content, error);
    }
  }

  async #waitAfter(key: string, live: KubernetesObject, content: string, error: unknown): Promise<number | undefined> {
    const { client, onLog } = this.#options;
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 404) return undefined;
    if (error.code === 409) {
      this.stats.conflicts += 1;
      const kind = kindOf(key.slice(0, key.indexOf('/')) as KindName);
      const { namespace, name } = live.metadata;
      const newest = await getObject(client, kind, { name, ...(namespace !== undefined && { namespace }) }).catch(
        () => undefined,
      );
      if (newest !== undefined && this.#live.get(key) === live) this.#live.set(key, newest);
      return 0;
    }
    this.stats.failures += 1;
    if (error.code === 400 || error.code === 422) {
      // The same content would be refused again; other content is tried.
      this.#refused.set(key, content);
      onLog('warn', `the status of ${key} is refused: ${error.message}`);
      return undefined;
    }
    onLog('debug', `the status of ${key} is not written yet: ${error.message}`);
    return Math.max(error.retryAfterMs ?? 0, RETRY_MS);
  }
}

const RETRY_MS = 500;
