import type { KubernetesClient } from './client.js';
import { ListWatch } from './list-watch.js';
import type { KubernetesObject } from './objects.js';
import type { ApiResource } from './paths.js';
import { LIST_WATCH_TIMING, type ListWatchTiming } from './watch-timing.js';

export interface ReflectorOptions {
  readonly client: KubernetesClient;
  readonly resource: ApiResource;
  /** Versions of the resource whose objects are read alike, the preferred one first; absent: only that of the resource. */
  readonly versions?: readonly string[];
  /** One list and watch for each, at least one; absent: all namespaces. Cluster-scoped kinds are always followed as a whole. */
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** What is kept of each object for {@link Reflector.get} and {@link Reflector.entries}, its metadata at least. Absent: all of it. */
  readonly project?: (object: KubernetesObject) => KubernetesObject;
  /**
   * Changes in order, each key (`namespace/name`, or `name`) once; `undefined`: gone, be it what was not
   * told of because it came just before. Objects come without `managedFields` and the last-applied annotation, and may not be changed.
   * Never called without changes.
   */
  readonly onChanges: (changes: ReadonlyMap<string, KubernetesObject | undefined>) => void;
  /** The first list has been delivered, or the API server does not have this kind. Called once. */
  readonly onSynced?: () => void;
  /** The API server does not have this kind, or has it now. Without this call it has it. */
  readonly onServed?: (served: boolean) => void;
  readonly onLog?: (level: 'debug' | 'info' | 'warn', message: string) => void;
  readonly timing?: Partial<ListWatchTiming>;
}

export interface ReflectorStats {
  /** Complete lists; those after the first are relists. */
  readonly lists: number;
  readonly watches: number;
  readonly bytes: number;
  readonly objects: number;
  readonly lastEventAgeMs: number;
  /** Why it does not follow the API server now. */
  readonly failing?: string;
}

/**
 * Everything of one kind, as the API server has it, followed for ever: by WatchList where the server has it, else by paged
 * lists and watches. Failures are retried with growing waits and never stop it; nothing is taken for gone but what the server says is.
 *
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export class Reflector {
  readonly #parts: readonly ListWatch[];
  #unsynced: number;
  #served = true;

  constructor(options: ReflectorOptions) {
    const {
      client,
      resource,
      versions = [resource.version],
      namespaces,
      labelSelector,
      fieldSelector,
      project = (object) => object,
      onChanges,
      onSynced = () => {},
      onServed = () => {},
      onLog = () => {},
    } = options;
    const places = resource.namespaced && namespaces !== undefined ? [...new Set(namespaces)] : [undefined];
    this.#unsynced = places.length;
    this.#parts = places.map(
      (namespace) =>
        new ListWatch({
          client,
          resource,
          versions,
          namespace,
          labelSelector,
          fieldSelector,
          project,
          timing: { ...LIST_WATCH_TIMING, ...options.timing },
          onChanges,
          onSynced: () => {
            this.#unsynced -= 1;
            if (this.#unsynced === 0) onSynced();
          },
          // The parts find out one after the other; the first of them is enough.
          onServed: (served) => {
            if (this.#served === served) return;
            this.#served = served;
            onServed(served);
          },
          onLog,
        }),
    );
  }

  start(): void {
    for (const part of this.#parts) part.start();
  }

  /** Ends quietly; nothing is delivered afterwards. */
  stop(): void {
    for (const part of this.#parts) part.stop();
  }

  get synced(): boolean {
    return this.#unsynced === 0;
  }

  /** Whether the API server has this kind, as far as is known. */
  get served(): boolean {
    return this.#served;
  }

  get(key: string): KubernetesObject | undefined {
    for (const { objects } of this.#parts) {
      const object = objects.get(key);
      if (object !== undefined) return object;
    }
    return undefined;
  }

  /** Whether what it holds is at least as new as this version of an object of its kind: if it does not hold the object, that is gone. */
  hasTold({ metadata: { namespace, resourceVersion } }: KubernetesObject): boolean {
    return this.#parts.find((part) => part.covers(namespace))?.hasTold(resourceVersion) ?? false;
  }

  /** Everything there is now. */
  *entries(): Iterable<readonly [string, KubernetesObject]> {
    for (const { objects } of this.#parts) yield* objects;
  }

  stats(): ReflectorStats {
    const sum = (of: (part: ListWatch) => number) => this.#parts.reduce((total, part) => total + of(part), 0);
    const failing = this.#parts.find(({ stats }) => stats.failing !== undefined)?.stats.failing;
    return {
      lists: sum(({ stats }) => stats.lists),
      watches: sum(({ stats }) => stats.watches),
      bytes: sum(({ stats }) => stats.bytes),
      objects: sum(({ objects }) => objects.size),
      lastEventAgeMs: Math.max(0, ...this.#parts.map(({ stats }) => performance.now() - stats.lastEventAt)),
      ...(failing !== undefined && { failing }),
    };
  }
}
