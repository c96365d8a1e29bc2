import { isDeepStrictEqual } from 'node:util';
import type { KubernetesClient } from '../../kubernetes/client.js';
import type { LiveChange } from '../../kubernetes/live.js';
import type { KubernetesObject } from '../../kubernetes/objects.js';
import { Reflector, type ReflectorOptions, type ReflectorStats } from '../../kubernetes/reflector.js';
import { formatPath } from '../../resources/errors.js';
import { kindOf } from '../../resources/kinds.js';
import { readLive } from '../../resources/read-live.js';
import type { KindName, Resource } from '../../resources/types.js';
import type { ResourceChange, Source, SourceProblem, SourceUpdate } from '../source.js';

export interface KubernetesSourceOptions {
  readonly client: KubernetesClient;
  readonly kinds: readonly KindName[];
  /** Namespaces to look at; cluster-scoped kinds are looked at as a whole. Absent: all. */
  readonly namespaces?: readonly string[];
  /** Every change of every object, with its status: for those who write statuses. */
  readonly onLive?: (changes: readonly LiveChange[]) => void;
  readonly onLog?: ReflectorOptions['onLog'];
  readonly timing?: ReflectorOptions['timing'];
}

/** Other Secrets are nobody's business here, and there may be many. */
const FIELD_SELECTORS: Partial<Record<KindName, string>> = { Secret: 'type=kubernetes.io/tls' };

/**
 * The objects of a cluster. What the API server accepted but this version can not read stays as it was last, and is a problem.
 * Changes that arrive in one turn of the event loop are one update.
 */
export class KubernetesSource implements Source {
  readonly #options: KubernetesSourceOptions;
  readonly #reflectors = new Map<KindName, Reflector>();
  readonly #resources = new Map<string, Resource>();
  readonly #problems = new Map<string, SourceProblem>();
  readonly #changes = new Map<string, ResourceChange>();
  #listener: ((update: SourceUpdate) => void) | undefined;
  #scheduled = false;

  constructor(options: KubernetesSourceOptions) {
    this.#options = options;
    const { client, kinds, namespaces, onLog, timing } = options;
    for (const name of kinds) {
      const kind = kindOf(name);
      const fieldSelector = FIELD_SELECTORS[name];
      const reflector = new Reflector({
        client,
        resource: kind,
        ...(namespaces && { namespaces }),
        ...(fieldSelector !== undefined && { fieldSelector }),
        ...(onLog && { onLog }),
        ...(timing && { timing }),
        onChanges: (changes) => this.#take(name, changes),
        onSynced: () => this.#schedule(),
      });
      this.#reflectors.set(name, reflector);
    }
  }

  async start(listener: (update: SourceUpdate) => void): Promise<void> {
    this.#listener = listener;
    for (const reflector of this.#reflectors.values()) reflector.start();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#listener = undefined;
    for (const reflector of this.#reflectors.values()) reflector.stop();
  }

  /** The object as the API server has it, status included. */
  live(kind: KindName, key: string): KubernetesObject | undefined {
    return this.#reflectors.get(kind)?.get(key);
  }

  /** Kinds whose first list is not there yet. */
  waitingFor(): readonly KindName[] {
    return [...this.#reflectors].filter(([, { synced }]) => !synced).map(([kind]) => kind);
  }

  stats(): ReadonlyMap<KindName, ReflectorStats> {
    return new Map(Array.from(this.#reflectors, ([kind, reflector]) => [kind, reflector.stats()]));
  }

  #take(kind: KindName, changes: ReadonlyMap<string, KubernetesObject | undefined>): void {
    if (this.#listener === undefined) return;
    for (const [key, object] of changes) {
      if (object === undefined) this.#remove(kind, key);
      else this.#put(kind, key, object);
    }
    this.#options.onLive?.(Array.from(changes, ([key, object]) => ({ kind, key, object })));
    this.#schedule();
  }

  #remove(kind: KindName, key: string): void {
    const id = `${kind} ${key}`;
    this.#problems.delete(id);
    if (this.#resources.delete(id)) this.#changes.set(id, { kind, key });
  }

  #put(kind: KindName, key: string, object: KubernetesObject): void {
    const id = `${kind} ${key}`;
    const admission = readLive(object);
    if (!admission.ok) {
      const [first] = admission.errors;
      const field = first === undefined || first.path.length === 0 ? '' : `${formatPath(first.path)}: `;
      this.#problems.set(id, { severity: 'error', subject: id, message: `${field}${first?.message}` });
      return;
    }
    this.#problems.delete(id);
    const resource = admission.object;
    if (isDeepStrictEqual(this.#resources.get(id), resource)) return;
    this.#resources.set(id, resource);
    this.#changes.set(id, { kind, key, resource });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#listener === undefined) return;
      const changes = [...this.#changes.values()];
      this.#changes.clear();
      const problems = [...this.#problems].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem);
      this.#listener({ changes, problems, synced: this.waitingFor().length === 0 });
    });
  }
}
