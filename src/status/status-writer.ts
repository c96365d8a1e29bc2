import { ApiError } from '../kubernetes/api-error.js';
import type { Clock } from '../kubernetes/clock.js';
import { KeyedQueue, type Outcome, type QueueLimits } from '../kubernetes/keyed-queue.js';
import type { LiveChange } from '../kubernetes/live.js';
import { applyObject, getObject, isOlder, type KubernetesObject, type Requester } from '../kubernetes/objects.js';
import { objectPath } from '../kubernetes/paths.js';
import { slim } from '../kubernetes/watch-events.js';
import type { ObjectStatus } from '../model/index.js';
import { apiVersionOf, kindOf } from '../resources/kinds.js';
import { STATUS_LIMITS } from './limits.js';
import { hasStatus, nextStatus, type StatusWrite } from './next-status.js';
import { placeOfStatus, statusKey } from './status-key.js';

export interface StatusWriterOptions {
  readonly client: Requester;
  /** Entries with one of these names in shared lists are ours. */
  readonly controllerNames: readonly string[];
  readonly onLog: (level: 'debug' | 'info' | 'warn', message: string) => void;
  /** Milliseconds since the epoch; for conditions. */
  readonly now?: () => number;
  readonly clock?: Clock;
  readonly limits?: Partial<QueueLimits>;
}

export interface StatusWriterStats {
  writes: number;
  /** Somebody else wrote in between; it was read and written again. */
  conflicts: number;
  failures: number;
  /** Something was told, and the object said it already. */
  equal: number;
  /** Objects in whose lists others leave no room for all that we have to say. */
  crowded: number;
}

/** Also the field manager of what the writer applies. */
const FIELD_MANAGER = 'gatewright';

interface Entry {
  readonly key: string;
  readonly kind: ObjectStatus['kind'];
  wanted: ObjectStatus | undefined;
  live: KubernetesObject | undefined;
  /** Content that was written last. */
  written: string | undefined;
  /** Content that server-side apply did not bring about. */
  inert: string | undefined;
  /** Content that the API server will not take in any form. */
  refused: string | undefined;
  isCrowded: boolean;
}

/**
 * Writes statuses as long as it leads: by server-side apply, only what differs, only our own entries, newest content first.
 *
 * It is told what is wanted and what there is, in any order; when the two agree nothing is written. Every write is for the very
 * version of an object that it was compared with. One that fails is repeated with growing waits and never delays another object's.
 *
 * Nothing is written before the first {@link StatusWriter.want}: what is not wanted then is what was left behind.
 */
export class StatusWriter {
  readonly stats: StatusWriterStats = { writes: 0, conflicts: 0, failures: 0, equal: 0, crowded: 0 };
  readonly #options: StatusWriterOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #queue: KeyedQueue;
  #isTold = false;
  /** Aborted when it does not lead any more. */
  #term: AbortController | undefined;
  #isFailing = false;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    const { limits, clock } = options;
    this.#queue = new KeyedQueue({
      next: (key) => this.#job(key),
      groupsOf: (key) => Object.values(placeOfStatus(key)),
      limits: { ...STATUS_LIMITS, ...limits },
      ...(clock && { clock }),
    });
  }

  /** Statuses that are wanted now, or (`undefined`) no more; keyed `kind/namespace/name`. The first time: all that there are. */
  want(changes: ReadonlyMap<string, ObjectStatus | undefined>): void {
    for (const [key, status] of changes) {
      const entry = this.#entry(key);
      if (entry === undefined) continue;
      entry.wanted = status;
      this.#consider(entry);
    }
    if (this.#isTold) return;
    this.#isTold = true;
    this.#considerAll();
  }

  /** Objects as they are now. Kinds without a status of ours are ignored. */
  observe(changes: readonly LiveChange[]): void {
    for (const { kind, key, object } of changes) {
      const entry = this.#entry(statusKey(kind, key));
      if (entry === undefined) continue;
      if (object === undefined) this.#forget(entry);
      else if (entry.live === undefined || !isOlder(object, entry.live)) {
        entry.live = object;
        this.#consider(entry);
      }
    }
  }

  /** Begins to write, with everything compared again, or stops at once. */
  lead(leads: boolean): void {
    if (leads === (this.#term !== undefined)) return;
    this.#term?.abort(new Error('this replica does not lead any more'));
    this.#term = leads ? new AbortController() : undefined;
    this.#queue.clear();
    for (const entry of this.#entries.values()) {
      entry.inert = undefined;
      entry.refused = undefined;
    }
    this.#considerAll();
  }

  /** Objects that wait to be written. */
  get pending(): number {
    return this.#queue.size;
  }

  stop(): void {
    this.lead(false);
  }

  #entry(key: string): Entry | undefined {
    const found = this.#entries.get(key);
    if (found !== undefined) return found;
    const { kind } = placeOfStatus(key);
    if (!hasStatus(kind)) return undefined;
    const entry: Entry = {
      key,
      kind,
      wanted: undefined,
      live: undefined,
      written: undefined,
      inert: undefined,
      refused: undefined,
      isCrowded: false,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** There is no such object; when there is one again it is another. */
  #forget(entry: Entry): void {
    entry.live = undefined;
    entry.written = undefined;
    entry.inert = undefined;
    entry.refused = undefined;
    this.#setCrowded(entry, 0);
    this.#queue.forget(entry.key);
    if (entry.wanted === undefined) this.#entries.delete(entry.key);
  }

  /** Compared later, a part at a time. */
  #considerAll(): void {
    if (this.#term === undefined || !this.#isTold) return;
    for (const { key } of this.#entries.values()) this.#queue.add(key);
  }

  #consider(entry: Entry): void {
    if (entry.live === undefined) {
      if (entry.wanted === undefined) this.#entries.delete(entry.key);
      return;
    }
    if (this.#term === undefined || !this.#isTold) return;
    if (this.#next(entry) !== undefined) this.#queue.add(entry.key);
    else this.stats.equal += 1;
  }

  #next(entry: Entry): StatusWrite | undefined {
    if (entry.live === undefined) return undefined;
    const { controllerNames, now = Date.now } = this.#options;
    const { write, dropped } = nextStatus(entry.kind, entry.wanted, entry.live, {
      controllerNames,
      now: `${new Date(now()).toISOString().slice(0, 19)}Z`,
    });
    this.#setCrowded(entry, dropped);
    return write;
  }

  #job(key: string): (() => Promise<Outcome>) | undefined {
    const entry = this.#entries.get(key);
    const term = this.#term?.signal;
    if (entry?.live === undefined || term === undefined) return undefined;
    const { live } = entry;
    const write = this.#next(entry);
    if (write === undefined || entry.refused === write.content) return undefined;
    return () => this.#write(entry, live, write, term);
  }

  async #write(entry: Entry, live: KubernetesObject, write: StatusWrite, term: AbortSignal): Promise<Outcome> {
    const isInert = entry.inert === write.content;
    try {
      const answer = await (isInert ? this.#patch(entry, live, write, term) : this.#apply(entry, live, write, term));
      this.#isFailing = false;
      this.stats.writes += 1;
      const restored = entry.written === write.content;
      entry.written = write.content;
      if (this.#adopt(entry, answer) && this.#next(entry)?.content === write.content) {
        return this.#withoutEffect(entry, write, 'the API server took it and keeps another');
      }
      return restored ? 'restored' : 'done';
    } catch (error) {
      if (term.aborted) return 'done';
      return this.#after(error, entry, write, () => this.#reread(entry, live, term));
    }
  }

  #apply(entry: Entry, live: KubernetesObject, write: StatusWrite, signal: AbortSignal): Promise<KubernetesObject> {
    const kind = kindOf(entry.kind);
    const { namespace, name, resourceVersion } = live.metadata;
    const object: KubernetesObject = {
      apiVersion: apiVersionOf(kind),
      kind: entry.kind,
      metadata: {
        name,
        ...(namespace !== undefined && { namespace }),
        ...(resourceVersion !== undefined && { resourceVersion }),
      },
      status: write.own,
    };
    return applyObject(this.#options.client, kind, object, {
      fieldManager: FIELD_MANAGER,
      subresource: 'status',
      signal,
    });
  }

  /** Replaces the status as a whole: server-side apply cannot remove what another manager has a share in. */
  #patch(entry: Entry, live: KubernetesObject, write: StatusWrite, signal: AbortSignal): Promise<KubernetesObject> {
    const { resourceVersion } = live.metadata;
    const gone = Object.keys((live.status ?? {}) as object).map((field) => [field, null]);
    return this.#options.client.request<KubernetesObject>({
      method: 'PATCH',
      path: objectPath(kindOf(entry.kind), live.metadata, 'status'),
      query: { fieldManager: FIELD_MANAGER },
      body: { metadata: { resourceVersion }, status: { ...Object.fromEntries(gone), ...write.whole } },
      contentType: 'application/merge-patch+json',
      signal,
    });
  }

  /** @returns whether this is the newest that is known of the object. */
  #adopt(entry: Entry, object: KubernetesObject): boolean {
    if (entry.live === undefined || entry.live.metadata.uid !== object.metadata.uid) return false;
    if (isOlder(object, entry.live)) return false;
    entry.live = slim(object);
    return true;
  }

  async #after(error: unknown, entry: Entry, write: StatusWrite, reread?: () => Promise<Outcome>): Promise<Outcome> {
    const { onLog } = this.#options;
    if (!(error instanceof ApiError)) {
      onLog('warn', `the status of ${entry.key}: ${error instanceof Error ? error.stack : String(error)}`);
      return { failed: 'trouble' };
    }
    if (error.code === 404) {
      // Its deletion is told soon.
      entry.live = undefined;
      return 'done';
    }
    if (error.code === 409 && reread !== undefined) {
      this.stats.conflicts += 1;
      return reread().catch((failure: unknown) => this.#after(failure, entry, write));
    }
    this.stats.failures += 1;
    if (isUnwritable(error)) return this.#withoutEffect(entry, write, error.message);
    onLog(this.#isFailing ? 'debug' : 'warn', `the status of ${entry.key} is not written yet: ${error.message}`);
    this.#isFailing = true;
    return error.code === 0 ? { failed: 'silence' } : { failed: 'trouble', retryAfterMs: error.retryAfterMs };
  }

  async #reread(entry: Entry, live: KubernetesObject, term: AbortSignal): Promise<Outcome> {
    const { namespace, name } = live.metadata;
    const place = { name, ...(namespace !== undefined && { namespace }) };
    this.#adopt(entry, await getObject(this.#options.client, kindOf(entry.kind), place, term));
    return 'stale';
  }

  /** Tries another form of the same content once; after that the same content is not sent again. */
  #withoutEffect(entry: Entry, write: StatusWrite, reason: string): Outcome {
    if (entry.inert !== write.content) {
      entry.inert = write.content;
      return 'stale';
    }
    entry.refused = write.content;
    this.#options.onLog('warn', `the status of ${entry.key} can not be written: ${reason}`);
    return 'done';
  }

  #setCrowded(entry: Entry, dropped: number): void {
    const isCrowded = dropped > 0;
    if (isCrowded === entry.isCrowded) return;
    entry.isCrowded = isCrowded;
    this.stats.crowded += isCrowded ? 1 : -1;
    if (!isCrowded) return;
    this.#options.onLog(
      'warn',
      `the status of ${entry.key} has no room for ${dropped} of our entries: other controllers have filled it`,
    );
  }
}

/** Whether the API server will not take this content. Server-side apply says so of a field that an older CRD does not have. */
function isUnwritable({ code, message }: ApiError): boolean {
  return code === 400 || code === 422 || (code === 500 && message.includes('field not declared in schema'));
}
