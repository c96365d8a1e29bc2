import { ApiError, isApiError } from './api-error.js';
import { Backoff, pause } from './backoff.js';
import type { KubernetesClient } from './client.js';
import type { KubernetesObject } from './objects.js';
import { type ApiResource, collectionPath } from './paths.js';
import { slim, type WatchEvent, watchEvents } from './watch-events.js';

/** Times in milliseconds; tests shorten them. */
export interface ListWatchTiming {
  /** A watch is asked for this long, and for up to a third more, and then begun again from where it was. */
  readonly watchMs: number;
  /** A watch that lives longer than it was asked for by this is dead, however open its connection looks. */
  readonly graceMs: number;
  /** How long the first objects may take to come, one after the other. */
  readonly initialMs: number;
  readonly firstRetryMs: number;
  readonly mostRetryMs: number;
  /** How often a kind that is not served is looked for. */
  readonly absentMs: number;
}

/** A dead watch is noticed within a minute. */
export const LIST_WATCH_TIMING: ListWatchTiming = {
  watchMs: 40_000,
  graceMs: 5_000,
  initialMs: 15_000,
  firstRetryMs: 800,
  mostRetryMs: 30_000,
  absentMs: 3_000,
};

export type Changes = Map<string, KubernetesObject | undefined>;

export interface ListWatchOptions {
  readonly client: KubernetesClient;
  readonly resource: ApiResource;
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly timing: ListWatchTiming;
  readonly onChanges: (changes: Changes) => void;
  readonly onSynced: () => void;
  readonly onLog: (level: 'debug' | 'info' | 'warn', message: string) => void;
}

export interface ListWatchStats {
  /** Complete lists, the first one included. */
  lists: number;
  watches: number;
  bytes: number;
  /** When something came last, in milliseconds of `performance.now()`. */
  lastEventAt: number;
  /** Why there is no watch now. */
  failing: string | undefined;
}

const PAGE = 500;
/** How often the absence of a kind has to be seen before its objects are taken for gone. */
const CONFIRMATIONS = 3;

/**
 * One collection of the API server, followed for ever. What it holds changes only by what the server says: a list that is
 * complete, an event, or a kind that is really not served any more.
 */
export class ListWatch {
  readonly objects = new Map<string, KubernetesObject>();
  readonly stats: ListWatchStats = {
    lists: 0,
    watches: 0,
    bytes: 0,
    lastEventAt: performance.now(),
    failing: undefined,
  };
  readonly #options: ListWatchOptions;
  readonly #stop = new AbortController();
  readonly #backoff: Backoff;
  /** From where a watch can go on; undefined: list first. */
  #resourceVersion: string | undefined;
  #watchList = true;
  #absences = 0;
  #synced = false;

  constructor(options: ListWatchOptions) {
    this.#options = options;
    this.#backoff = new Backoff(options.timing.firstRetryMs, options.timing.mostRetryMs);
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        if (this.#resourceVersion === undefined && !this.#watchList) await this.#list();
        else await this.#watch();
        this.stats.failing = undefined;
      } catch (error) {
        if (!signal.aborted) await pause(await this.#waitAfter(error), signal);
      }
    }
  }

  /** @returns milliseconds to wait before the next attempt. */
  async #waitAfter(error: unknown): Promise<number> {
    const { onLog, timing } = this.#options;
    if (!(error instanceof ApiError)) {
      // A listener that throws is a mistake of ours; what it missed comes again with a list.
      this.#resourceVersion = undefined;
      onLog('warn', `${this.#what}: ${error instanceof Error ? error.stack : String(error)}`);
      return this.#backoff.next();
    }
    if (error.code === 410) {
      onLog('debug', `${this.#what}: listing again: ${error.message}`);
      // The first time at once; when the server keeps saying so, slower and slower.
      const wait = this.#resourceVersion === undefined ? this.#backoff.next() : 0;
      this.#resourceVersion = undefined;
      return wait;
    }
    if (error.code === 404 && (await this.#isAbsent())) {
      this.#resourceVersion = undefined;
      this.#absences += 1;
      if (this.objects.size === 0 || this.#absences >= CONFIRMATIONS) this.#switchOff();
      return timing.absentMs;
    }
    this.#absences = 0;
    if (this.#watchList && this.#resourceVersion === undefined && refusesWatchList(error)) {
      onLog('debug', `${this.#what}: the API server does not stream lists, so they are read in pages`);
      this.#watchList = false;
      return 0;
    }
    if (error.code !== 0 && error.code < 500 && error.code !== 429) this.#resourceVersion = undefined;
    const wait = Math.max(error.retryAfterMs ?? 0, this.#backoff.next());
    const first = this.stats.failing === undefined;
    this.stats.failing = error.message;
    const hint = error.code === 403 ? ' (the ServiceAccount needs the verbs list and watch for it)' : '';
    onLog(first ? 'warn' : 'debug', `${this.#what}: ${error.message}${hint}; trying again`);
    return wait;
  }

  get #what(): string {
    const { resource, namespace } = this.#options;
    return `watching ${resource.plural}${resource.group === '' ? '' : `.${resource.group}`}${namespace === undefined ? '' : ` in ${namespace}`}`;
  }

  #query(): Record<string, string | number | boolean | undefined> {
    const { labelSelector, fieldSelector } = this.#options;
    return { labelSelector, fieldSelector };
  }

  async #list(): Promise<void> {
    const { client, resource, namespace } = this.#options;
    const path = collectionPath(resource, namespace);
    const fresh = new Map<string, KubernetesObject>();
    let token: string | undefined;
    let resourceVersion: string | undefined;
    do {
      const page: ListPage = await client.request<ListPage>({
        method: 'GET',
        path,
        query: { ...this.#query(), limit: PAGE, continue: token },
        signal: this.#stop.signal,
      });
      if (!Array.isArray(page.items)) throw new ApiError({ message: `${path} is not a list` });
      const named = { apiVersion: page.apiVersion, kind: page.kind.replace(/List$/, '') };
      for (const item of page.items) {
        const object = slim({ ...item, ...named });
        fresh.set(keyOf(object), object);
      }
      token = page.metadata.continue || undefined;
      resourceVersion = page.metadata.resourceVersion;
      this.#seen();
    } while (token !== undefined);
    this.#replace(fresh);
    this.#resourceVersion = resourceVersion;
  }

  async #watch(): Promise<void> {
    const { client, resource, namespace, timing } = this.#options;
    const askedMs = timing.watchMs * (1 + Math.random() / 3);
    const initial = this.#resourceVersion === undefined ? new Map<string, KubernetesObject>() : undefined;
    const watchdog = new Watchdog(this.#stop.signal);
    watchdog.expect(initial ? timing.initialMs : askedMs + timing.graceMs);
    const chunks = client.stream({
      path: collectionPath(resource, namespace),
      query: {
        ...this.#query(),
        watch: 1,
        allowWatchBookmarks: true,
        timeoutSeconds: Math.max(1, Math.ceil(askedMs / 1000)),
        ...(initial
          ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }
          : { resourceVersion: this.#resourceVersion }),
      },
      signal: watchdog.signal,
    });
    this.stats.watches += 1;
    let listing = initial;
    try {
      for await (const events of watchEvents(this.#counted(chunks))) {
        if (listing) watchdog.expect(timing.initialMs);
        const rest = listing ? this.#fill(listing, events) : events;
        if (rest === undefined) continue;
        if (listing) watchdog.expect(askedMs + timing.graceMs);
        listing = undefined;
        this.#follow(rest);
      }
    } catch (error) {
      if (watchdog.expired && !this.#stop.signal.aborted) {
        throw new ApiError({ message: 'the watch has gone silent', ...(listing && { reason: NO_INITIAL_END }) });
      }
      throw error;
    } finally {
      watchdog.end();
    }
    if (listing)
      throw new ApiError({ message: 'the watch ended before the list was complete', reason: NO_INITIAL_END });
  }

  async *#counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.stats.bytes += chunk.length;
      this.#seen();
      yield chunk;
    }
  }

  /** Collects the first objects of a watch. @returns the events after them, once they are complete. */
  #fill(fresh: Map<string, KubernetesObject>, events: readonly WatchEvent[]): readonly WatchEvent[] | undefined {
    for (const [index, event] of events.entries()) {
      if (event.type !== 'BOOKMARK') {
        if (event.type === 'DELETED') fresh.delete(keyOf(event.object));
        else fresh.set(keyOf(event.object), event.object);
      } else if (event.initialEventsEnd) {
        this.#replace(fresh);
        this.#resourceVersion = event.resourceVersion;
        return events.slice(index + 1);
      }
    }
    return undefined;
  }

  #follow(events: readonly WatchEvent[]): void {
    const changes: Changes = new Map();
    let resourceVersion = this.#resourceVersion;
    for (const event of events) {
      if (event.type === 'BOOKMARK') {
        resourceVersion = event.resourceVersion;
        continue;
      }
      resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
      const key = keyOf(event.object);
      if (event.type === 'DELETED') {
        if (this.objects.delete(key)) changes.set(key, undefined);
      } else if (this.objects.get(key)?.metadata.resourceVersion !== event.object.metadata.resourceVersion) {
        this.objects.set(key, event.object);
        changes.set(key, event.object);
      }
    }
    if (changes.size > 0) this.#options.onChanges(changes);
    this.#resourceVersion = resourceVersion;
    this.#backoff.reset();
  }

  /** A complete list says what there is; only the difference is a change. */
  #replace(fresh: ReadonlyMap<string, KubernetesObject>): void {
    const changes: Changes = new Map();
    for (const key of this.objects.keys()) if (!fresh.has(key)) changes.set(key, undefined);
    for (const [key, object] of fresh) {
      const { uid, resourceVersion } = this.objects.get(key)?.metadata ?? {};
      if (uid !== object.metadata.uid || resourceVersion !== object.metadata.resourceVersion) changes.set(key, object);
    }
    for (const [key, object] of changes) {
      if (object === undefined) this.objects.delete(key);
      else this.objects.set(key, object);
    }
    this.stats.lists += 1;
    this.stats.failing = undefined;
    this.#absences = 0;
    this.#backoff.reset();
    if (changes.size > 0) this.#options.onChanges(changes);
    this.#sync();
  }

  /** The kind is not served: there are none of its objects. */
  #switchOff(): void {
    const { onChanges, onLog } = this.#options;
    if (!this.#synced || this.objects.size > 0) onLog('info', `${this.#what}: the API server does not have this kind`);
    const gone: Changes = new Map(Array.from(this.objects.keys(), (key) => [key, undefined]));
    this.objects.clear();
    if (gone.size > 0) onChanges(gone);
    this.#sync();
  }

  /** A 404 alone may come from anything in between; the server's own list of its kinds decides. */
  async #isAbsent(): Promise<boolean> {
    const { client, resource } = this.#options;
    const path = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
    try {
      const { resources } = await client.request<{ readonly resources?: readonly { readonly name: string }[] }>({
        method: 'GET',
        path,
        signal: this.#stop.signal,
      });
      return resources !== undefined && !resources.some(({ name }) => name === resource.plural);
    } catch (error) {
      return isApiError(error, 404);
    }
  }

  #sync(): void {
    if (this.#synced) return;
    this.#synced = true;
    this.#options.onSynced();
  }

  #seen(): void {
    this.stats.lastEventAt = performance.now();
  }
}

interface ListPage {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly KubernetesObject[];
}

const NO_INITIAL_END = 'NoInitialEventsEnd';

/** Servers before 1.32 refuse to stream a list, or send its objects without saying where they end. */
function refusesWatchList({ code, reason }: ApiError): boolean {
  return code === 400 || code === 422 || reason === NO_INITIAL_END;
}

function keyOf({ metadata: { namespace, name } }: KubernetesObject): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Aborts when nothing that was expected came in time. */
class Watchdog {
  readonly #timeout = new AbortController();
  readonly signal: AbortSignal;
  #timer: NodeJS.Timeout | undefined;

  constructor(stop: AbortSignal) {
    this.signal = AbortSignal.any([stop, this.#timeout.signal]);
  }

  get expired(): boolean {
    return this.#timeout.signal.aborted;
  }

  expect(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#timeout.abort(new Error('nothing came in time')), ms);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
