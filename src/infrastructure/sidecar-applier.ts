import { isApiError, isRefusal } from '../kubernetes/api-error.js';
import type { KubernetesClient } from '../kubernetes/client.js';
import type { KeyedQueue } from '../kubernetes/keyed-queue.js';
import { LeaderPart } from '../kubernetes/leader-part.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { Reflector, type ReflectorStats } from '../kubernetes/reflector.js';
import { CONTROLLER_LABEL } from '../well-known/labels.js';
import { SIDECAR_FILES } from '../well-known/names.js';
import { applyQueue, type RetryMs } from './apply-queue.js';
import { LiveObjects } from './live-objects.js';
import { controllerLabel } from './metadata.js';
import { ObjectWriter, type Owner } from './object-writer.js';
import { OWN_KINDS } from './own-kinds.js';
import { sidecarFilesSelector } from './sidecar-files.js';

export interface SidecarApplierOptions {
  readonly client: KubernetesClient;
  readonly controllerName: string;
  /** Where pods with sidecars may be; absent: everywhere. */
  readonly namespaces?: readonly string[];
  readonly onLog?: (level: 'debug' | 'info' | 'warn', message: string) => void;
  /** Milliseconds until the first, and at most until any further, attempt after a failure. */
  readonly retryMs?: RetryMs;
}

/** What the API server says of a namespace that is about to be gone. */
const ENDING = /because it is being terminated/;

export interface SidecarApplierStats {
  readonly applies: number;
  readonly deletes: number;
  readonly failures: number;
  /** Namespaces that wait to be looked at, by the leader. */
  readonly pending: number;
  readonly reflector: ReflectorStats;
}

/**
 * Brings the ConfigMap that sidecars start with to each namespace of the mesh, and takes it away where there is no mesh any more. Every
 * replica watches, only the leader writes, and only what differs.
 */
export class SidecarApplier extends LeaderPart {
  readonly #live = new LiveObjects();
  readonly #wanted = new Map<string, KubernetesObject>();
  readonly #failures = new Map<string, string>();
  readonly #reflector: Reflector;
  protected readonly reflectors: readonly Reflector[];
  readonly #writer: ObjectWriter;
  protected readonly queue: KeyedQueue;
  readonly #owner: Owner;
  readonly #onLog: NonNullable<SidecarApplierOptions['onLog']>;
  #asked = false;

  constructor({ client, controllerName, namespaces, onLog = () => {}, retryMs }: SidecarApplierOptions) {
    super();
    this.#onLog = onLog;
    this.#writer = new ObjectWriter(client, this.#live, (object) => this.#reflector.hasTold(object));
    this.queue = applyQueue(
      (namespace) => this.#bring(namespace),
      retryMs,
      (namespace) => [namespace],
    );
    this.#owner = {
      owns: ({ metadata }) => metadata.labels?.[CONTROLLER_LABEL] === controllerLabel(controllerName),
      complaint: 'was not made by this controller. Remove it, or take the label of the mesh from the namespace.',
    };
    this.#reflector = new Reflector({
      client,
      resource: OWN_KINDS.ConfigMap,
      ...(namespaces && { namespaces }),
      labelSelector: sidecarFilesSelector(controllerName),
      onChanges: (changes) => this.#observe(changes),
      onSynced: () => this.update(),
      onLog,
    });
    this.reflectors = [this.#reflector];
  }

  protected get isReady(): boolean {
    return this.#asked && this.#reflector.synced;
  }

  /** What is wanted, by namespace, has changed. The first call tells all of it: what is there besides is not wanted. */
  want(changes: ReadonlyMap<string, KubernetesObject | undefined>): void {
    this.#asked = true;
    for (const [namespace, wanted] of changes) {
      if (wanted === undefined) this.#wanted.delete(namespace);
      else this.#wanted.set(namespace, wanted);
      this.queue.add(namespace, { urgent: true });
    }
    this.update();
  }

  stats(): SidecarApplierStats {
    return { ...this.#writer.counts, pending: this.queue.size, reflector: this.#reflector.stats() };
  }

  #observe(changes: ReadonlyMap<string, KubernetesObject | undefined>): void {
    for (const [name, object] of changes) {
      const id = `ConfigMap/${name}`;
      if (object === undefined) {
        this.#writer.forget(id);
        this.#live.delete(id);
      } else this.#live.set(id, object);
      this.queue.add(name.slice(0, name.indexOf('/')));
    }
  }

  async #bring(namespace: string): Promise<void> {
    const wanted = this.#wanted.get(namespace);
    const live = this.#live.get(`ConfigMap/${namespace}/${SIDECAR_FILES}`);
    try {
      if (wanted !== undefined) await this.#writer.apply(wanted, this.#owner);
      else if (live !== undefined) await this.#writer.remove(live);
      this.#failures.delete(namespace);
    } catch (error) {
      // Its ConfigMap went before it, and nobody needs another one.
      if (isApiError(error, 403) && ENDING.test(error.message)) return;
      if (isRefusal(error)) this.#note(namespace, error.message);
      throw error;
    }
  }

  #note(namespace: string, message: string): void {
    if (this.#failures.get(namespace) !== message) this.#onLog('warn', `sidecars of ${namespace}: ${message}`);
    this.#failures.set(namespace, message);
  }
}
