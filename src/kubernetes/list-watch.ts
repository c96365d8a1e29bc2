import { ApiError, isApiError } from './api-error.js';
import { pause } from './backoff.js';
import type { KubernetesClient } from './client.js';
import { Deadline } from './deadline.js';
import { isServed, servedVersions } from './discovery.js';
import { listObjects } from './list.js';
import { type Changes, keyOf, ObjectSet } from './object-set.js';
import { isEarlier, type KubernetesObject } from './objects.js';
import { type ApiResource, collectionPath } from './paths.js';
import { Retries } from './retries.js';
import { BrokenWatchError, type WatchEvent, watchEvents } from './watch-events.js';
import type { ListWatchTiming } from './watch-timing.js';

export interface ListWatchOptions {
  readonly client: KubernetesClient;
  readonly resource: ApiResource;
  /** Versions of the resource that will do, the preferred one first; at least one. */
  readonly versions: readonly string[];
  readonly namespace: string | undefined;
  readonly labelSelector: string | undefined;
  readonly fieldSelector: string | undefined;
  readonly project: (object: KubernetesObject) => KubernetesObject;
  readonly timing: ListWatchTiming;
  readonly onChanges: (changes: Changes) => void;
  /** The first list is there, or the kind is not served; called once. */
  readonly onSynced: () => void;
  readonly onServed: (served: boolean) => void;
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

/** How often the absence of a kind has to be seen before its objects are taken for gone. */
const CONFIRMATIONS = 3;
const NO_INITIAL_END = 'NoInitialEventsEnd';

/**
 * One collection of the API server, followed for ever. What it holds changes only by what the server says: a list that is
 * complete, an event, or a kind that is really not served any more.
 */
export class ListWatch {
  readonly stats: ListWatchStats = {
    lists: 0,
    watches: 0,
    bytes: 0,
    lastEventAt: performance.now(),
    failing: undefined,
  };
  readonly #options: ListWatchOptions;
  readonly #stop = new AbortController();
  readonly #set: ObjectSet;
  readonly #retries: Retries;
  /** In the version that is served, as far as is known. */
  #resource: ApiResource;
  /** From where a watch can go on; undefined: list first. */
  #resourceVersion: string | undefined;
  /** Up to where everything was told, also when a watch cannot go on from there. */
  #told: string | undefined;
  /** Whether the server can stream a list. */
  #watchList = true;
  #established = false;
  #outageSince: number | undefined;
  #absences = 0;
  #synced = false;
  #served = true;

  constructor(options: ListWatchOptions) {
    this.#options = options;
    this.#resource = { ...options.resource, version: options.versions[0] ?? options.resource.version };
    this.#retries = new Retries(options.timing);
    this.#set = new ObjectSet(options.project, (changes) => {
      if (!this.#stop.signal.aborted) options.onChanges(changes);
    });
  }

  get objects(): ReadonlyMap<string, KubernetesObject> {
    return this.#set.objects;
  }

  /** Whether it is for this namespace. */
  covers(namespace: string | undefined): boolean {
    return this.#options.namespace === undefined || this.#options.namespace === namespace;
  }

  /** Whether everything up to this resource version was told. */
  hasTold(version: string | undefined): boolean {
    return version !== undefined && (version === this.#told || isEarlier(version, this.#told));
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
      let wait = 0;
      try {
        wait = await this.#step();
      } catch (error) {
        if (!signal.aborted) wait = this.#recover(error);
      }
      if (wait > 0) await pause(wait, signal);
    }
  }

  /** @returns milliseconds to wait before the next step. */
  async #step(): Promise<number> {
    this.#established = false;
    try {
      if (this.#resourceVersion === undefined && !this.#watchList) await this.#list();
      else await this.#watch();
      return 0;
    } catch (error) {
      if (!isApiError(error, 404)) throw error;
      const version = await this.#servedVersion();
      if (version === this.#resource.version) throw error;
      if (version !== undefined) {
        this.#log('info', `the API server has this kind in ${version}`);
        this.#resource = { ...this.#resource, version };
        this.#resourceVersion = undefined;
        return 0;
      }
    }
    this.#resourceVersion = undefined;
    this.#outageSince = undefined;
    this.stats.failing = undefined;
    this.#absences += 1;
    if (this.#served && (this.objects.size === 0 || this.#absences >= CONFIRMATIONS)) this.#switchOff();
    return this.#options.timing.absentMs;
  }

  /** The version in which the API server has this kind, the preferred one if there are several. */
  async #servedVersion(): Promise<string | undefined> {
    const { client, versions, timing } = this.#options;
    const resource = this.#resource;
    const limits = { signal: this.#stop.signal, timeoutMs: timing.answerMs };
    if (versions.length > 1) {
      const served = await servedVersions(client, resource, limits);
      return versions.find((version) => served.includes(version));
    }
    // A kind that has been found missing is looked for by its own path only, which costs one small request.
    if (!this.#served) return undefined;
    return (await isServed(client, resource, limits)) ? resource.version : undefined;
  }

  /** @returns milliseconds to wait before the next attempt. */
  #recover(error: unknown): number {
    const now = performance.now();
    this.#absences = 0;
    if (!(error instanceof ApiError)) {
      // A listener that throws is a mistake of ours; what it missed comes again with a list.
      this.#resourceVersion = undefined;
      this.#log('warn', error instanceof Error ? (error.stack ?? error.message) : String(error));
      return this.#retries.afterTrouble();
    }
    if (this.#watchList && this.#resourceVersion === undefined && refusesWatchList(error)) {
      this.#log('debug', 'the API server does not stream lists, so they are read in pages');
      this.#watchList = false;
      return 0;
    }
    if (error.code === 410) {
      this.#resourceVersion = undefined;
      this.#log('debug', `listing again: ${error.message}`);
      return this.#retries.afterExpiry();
    }
    if (error instanceof BrokenWatchError) {
      this.#resourceVersion = undefined;
      this.#log('warn', `listing again: ${error.message}`);
      return this.#retries.afterTrouble();
    }
    // The resource version was not to the server's liking, or something else in the request that a list does not have.
    if (error.code === 400 || error.code === 422) this.#resourceVersion = undefined;
    this.#outageSince ??= now;
    if (now - this.#outageSince > this.#options.timing.outageMs) this.#resourceVersion = undefined;
    // That a watch breaks is usual, that it cannot be had again is not.
    const isNews = this.stats.failing === undefined && !this.#established;
    this.#log(isNews ? 'warn' : 'debug', `${error.message}${hintFor(error)}; trying again`);
    if (!this.#established) this.stats.failing = error.message;
    return error.code === 0 ? this.#retries.afterSilence() : this.#retries.afterTrouble(error.retryAfterMs);
  }

  async #list(): Promise<void> {
    const { client, namespace } = this.#options;
    const path = collectionPath(this.#resource, namespace);
    const { objects, resourceVersion } = await listObjects(client, path, {
      query: this.#selectors(),
      signal: this.#stop.signal,
      timeoutMs: this.#options.timing.answerMs,
      onPage: () => this.#seen(),
    });
    this.#replace(objects, resourceVersion);
  }

  async #watch(): Promise<void> {
    const { client, namespace, timing } = this.#options;
    const askedMs = timing.watchMs * (1 + Math.random() / 3);
    const begunAt = performance.now();
    let listing = this.#resourceVersion === undefined ? new Map<string, KubernetesObject>() : undefined;
    let isQuiet = true;
    const deadline = new Deadline(this.#stop.signal);
    try {
      const chunks = await client.stream({
        path: collectionPath(this.#resource, namespace),
        query: {
          ...this.#selectors(),
          watch: 1,
          allowWatchBookmarks: true,
          timeoutSeconds: Math.max(1, Math.ceil(askedMs / 1000)),
          ...(listing
            ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }
            : { resourceVersion: this.#resourceVersion }),
        },
        signal: deadline.signal,
        timeoutMs: timing.initialMs,
      });
      this.stats.watches += 1;
      this.#begun();
      const restMs = askedMs + timing.graceMs;
      deadline.expect(listing ? timing.initialMs : restMs, 'the watch has gone silent');
      for await (const events of watchEvents(this.#counted(chunks))) {
        isQuiet = false;
        if (listing) deadline.expect(timing.initialMs, 'the list has gone silent');
        const rest = listing ? this.#fill(listing, events) : events;
        if (rest === undefined) continue;
        if (listing) deadline.expect(restMs, 'the watch has gone silent');
        listing = undefined;
        this.#follow(rest);
      }
    } catch (error) {
      if (listing && deadline.expired && this.#established) throw noInitialEnd('the list has gone silent');
      throw error;
    } finally {
      deadline.end();
    }
    if (listing) throw noInitialEnd('the watch ended before the list was complete');
    if (isQuiet && performance.now() - begunAt < timing.shortMs) {
      throw new ApiError({ message: 'the API server ended the watch at once' });
    }
    this.#retries.reset();
  }

  #selectors(): Record<string, string | undefined> {
    const { labelSelector, fieldSelector } = this.#options;
    return { labelSelector, fieldSelector };
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
        this.#replace(fresh, event.resourceVersion);
        return events.slice(index + 1);
      }
    }
    return undefined;
  }

  #follow(events: readonly WatchEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#set.apply(events.filter((event) => event.type !== 'BOOKMARK'));
    this.#resourceVersion = last.type === 'BOOKMARK' ? last.resourceVersion : last.object.metadata.resourceVersion;
    this.#told = this.#resourceVersion;
    this.#retries.reset();
  }

  /** A complete list says what there is; only the difference is a change. */
  #replace(fresh: ReadonlyMap<string, KubernetesObject>, resourceVersion: string): void {
    this.#begun();
    this.stats.lists += 1;
    this.#set.replace(fresh);
    this.#resourceVersion = resourceVersion;
    this.#told = resourceVersion;
    this.#sync();
  }

  /** The server answers as it should. */
  #begun(): void {
    if (this.stats.failing !== undefined) this.#log('info', 'the API server answers again');
    this.stats.failing = undefined;
    this.#outageSince = undefined;
    this.#established = true;
    this.#absences = 0;
    if (this.#served) return;
    this.#log('info', 'the API server has this kind now');
    this.#served = true;
    this.#options.onServed(true);
  }

  /** The kind is not served: there are none of its objects. */
  #switchOff(): void {
    this.#log('info', 'the API server does not have this kind; it is looked for');
    this.#set.replace(new Map());
    this.#served = false;
    this.#options.onServed(false);
    this.#sync();
  }

  #sync(): void {
    if (this.#synced || this.#stop.signal.aborted) return;
    this.#synced = true;
    this.#options.onSynced();
  }

  #seen(): void {
    this.stats.lastEventAt = performance.now();
  }

  #log(level: 'debug' | 'info' | 'warn', message: string): void {
    const { namespace, onLog } = this.#options;
    const resource = this.#resource;
    const kind = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
    const where = namespace === undefined ? '' : ` in ${namespace}`;
    try {
      onLog(level, `watching ${kind}/${resource.version}${where}: ${message}`);
    } catch {
      // A log that fails must not stop what it only tells about.
    }
  }
}

/** Servers before 1.32 refuse to stream a list, or send its objects without saying where they end. */
function refusesWatchList({ code, reason }: ApiError): boolean {
  return code === 400 || code === 422 || reason === NO_INITIAL_END;
}

function noInitialEnd(message: string): ApiError {
  return new ApiError({ message, reason: NO_INITIAL_END });
}

function hintFor({ code }: ApiError): string {
  return code === 403 ? ' (needed: the verbs list and watch; nothing is delivered before everything is known)' : '';
}
