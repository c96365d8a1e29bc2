import type { KubernetesClient } from '../../kubernetes/client.js';
import { servedVersions } from '../../kubernetes/discovery.js';
import type { LiveChange } from '../../kubernetes/live.js';
import type { KubernetesObject } from '../../kubernetes/objects.js';
import { Reflector, type ReflectorOptions, type ReflectorStats } from '../../kubernetes/reflector.js';
import { CORE_KINDS } from '../../resources/core/index.js';
import { apiVersionOf, KINDS, kindOf } from '../../resources/kinds.js';
import { schemaOf } from '../../resources/schema.js';
import type { KindName } from '../../resources/types.js';
import { CA_FILE, TLS_SECRET } from '../../well-known/files.js';
import { SIDECAR_SELECTOR } from '../../well-known/labels.js';
import type { Source, SourceProblem, SourceUpdate } from '../source.js';
import { CrdFields } from './crd-fields.js';
import { LiveResources } from './live-resources.js';

export interface KubernetesSourceOptions {
  readonly client: KubernetesClient;
  readonly kinds: readonly KindName[];
  /** Namespaces to look at; cluster-scoped kinds are looked at as a whole. Absent: all. */
  readonly namespaces?: readonly string[];
  /** Fields that a CRD may have or not, `kind.field.field`, for {@link SourceUpdate.missing}. */
  readonly optionalFields?: readonly string[];
  /** Every change of a kind with a status of ours, for those who write it: metadata and status, without the rest. */
  readonly onLive?: (changes: readonly LiveChange[]) => void;
  readonly onLog?: ReflectorOptions['onLog'];
  readonly timing?: ReflectorOptions['timing'];
}

/** Other Secrets are nobody's business here, and there may be many. */
const FIELD_SELECTORS: Partial<Record<KindName, string>> = { Secret: `type=${TLS_SECRET}` };
/** Pods that were injected a sidecar: of the others nothing is asked, and there may be very many. */
const LABEL_SELECTORS: Partial<Record<KindName, string>> = { Pod: SIDECAR_SELECTOR };
/** Of ConfigMaps only CA certificates are read; there may be many of them, large ones, and some that change all the time. */
const CONFIG_MAP_KEY = CA_FILE;
/** How long objects are read without a break: 10,000 routes take about a second, and others wait for the event loop. */
const READING_MS = 20;

/** Kinds whose status is written by controllers of gateways; a Service has one that is not our business. */
const HAS_STATUS: ReadonlySet<KindName> = new Set(
  KINDS.filter(({ kind, version }) => schemaOf(kind, version, 'experimental')?.status !== undefined).map(
    ({ kind }) => kind,
  ),
);

interface Unread {
  readonly kind: KindName;
  readonly key: string;
  readonly object: KubernetesObject | undefined;
}

/**
 * The objects of a cluster. What the API server accepted but this version can not read stays as it was last, and is a problem.
 * Changes that arrive in one turn of the event loop are one update.
 */
export class KubernetesSource implements Source {
  readonly #options: KubernetesSourceOptions;
  readonly #reflectors = new Map<KindName, Reflector>();
  readonly #crdFields: readonly CrdFields[];
  readonly #resources = new LiveResources();
  readonly #unserved = new Map<KindName, SourceProblem>();
  /** The newest of each object that was not read yet. */
  #unread = new Map<string, Unread>();
  #listener: ((update: SourceUpdate) => void) | undefined;
  #isDelivering = false;
  #isDue = false;
  #isNoteNew = false;
  #synced = false;

  constructor(options: KubernetesSourceOptions) {
    this.#options = options;
    const { client, kinds, namespaces, optionalFields = [], onLog, timing } = options;
    const common = { client, ...(onLog && { onLog }), ...(timing && { timing }) };
    this.#crdFields = kinds.flatMap((kind) => {
      const fields = optionalFields.filter((field) => field.startsWith(`${kind}.`));
      return fields.length === 0 ? [] : new CrdFields({ ...common, kind, fields, onChange: () => this.#noteMissing() });
    });
    for (const name of kinds) {
      const fieldSelector = FIELD_SELECTORS[name];
      const labelSelector = LABEL_SELECTORS[name];
      const reflector = new Reflector({
        ...common,
        resource: kindOf(name),
        // Of these all versions are read alike, while what a CRD says in another version is another thing.
        ...(CORE_KINDS.has(name) && { versions: kindOf(name).versions.standard }),
        ...(namespaces && { namespaces }),
        ...(fieldSelector !== undefined && { fieldSelector }),
        ...(labelSelector !== undefined && { labelSelector }),
        project: HAS_STATUS.has(name) ? withoutContent : metadataOnly,
        onChanges: (changes) => this.#take(name, changes),
        onSynced: () => this.#schedule(),
        onServed: (served) => this.#note(name, served),
      });
      this.#reflectors.set(name, reflector);
    }
  }

  async start(listener: (update: SourceUpdate) => void): Promise<void> {
    this.#listener = listener;
    for (const each of this.#followed()) each.start();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#listener = undefined;
    for (const each of this.#followed()) each.stop();
  }

  /** Metadata and status of an object as the API server has them now. */
  live(kind: KindName, key: string): KubernetesObject | undefined {
    return this.#reflectors.get(kind)?.get(key);
  }

  /** Kinds whose first list is not there yet. */
  waitingFor(): readonly string[] {
    const kinds = [...this.#reflectors].filter(([, { synced }]) => !synced).map(([kind]) => kind);
    return this.#crdFields.every(({ synced }) => synced) ? kinds : [...kinds, 'CustomResourceDefinition'];
  }

  stats(): ReadonlyMap<KindName, ReflectorStats> {
    return new Map(Array.from(this.#reflectors, ([kind, reflector]) => [kind, reflector.stats()]));
  }

  #followed(): readonly { start(): void; stop(): void }[] {
    return [...this.#reflectors.values(), ...this.#crdFields];
  }

  #take(kind: KindName, changes: ReadonlyMap<string, KubernetesObject | undefined>): void {
    if (this.#listener === undefined) return;
    for (const [key, object] of changes) {
      const read = kind === 'ConfigMap' && object !== undefined ? withoutOtherKeys(object) : object;
      this.#unread.set(`${kind} ${key}`, { kind, key, object: read });
    }
    this.#schedule();
    if (HAS_STATUS.has(kind)) this.#options.onLive?.(Array.from(changes.keys(), (key) => this.#liveChange(kind, key)));
  }

  #liveChange(kind: KindName, key: string): LiveChange {
    return { kind, key, object: this.live(kind, key) };
  }

  #note(name: KindName, served: boolean): void {
    const kind = kindOf(name);
    const tell = (message?: string) => {
      if (message === undefined) this.#unserved.delete(name);
      else this.#unserved.set(name, { severity: 'note', message });
      this.#noteMissing();
    };
    // What is only in the experimental channel, or built into the API server, nobody has to do anything about.
    const missing = `the API server does not have ${name} of ${apiVersionOf(kind)}`;
    const isExpected = kind.versions.standard.length > 0 && !CORE_KINDS.has(name);
    tell(served || !isExpected ? undefined : `${missing}; it is read as soon as its CRD is installed`);
    if (served || CORE_KINDS.has(name)) return;
    servedVersions(this.#options.client, kind).then(
      (versions) => {
        if (versions.length === 0 || this.#reflectors.get(name)?.served !== false) return;
        tell(`${missing}, only ${versions.join(', ')}; it is read as soon as its CRD is updated`);
      },
      // Then the kind is just said to be missing.
      () => {},
    );
  }

  #noteMissing(): void {
    this.#isNoteNew = true;
    this.#schedule();
  }

  /** What the API server does not have. */
  #missing(): readonly string[] {
    const kinds = [...this.#reflectors].filter(([, { served }]) => !served).map(([kind]) => kind);
    return [...kinds, ...this.#crdFields.flatMap(({ missing }) => missing)];
  }

  #schedule(): void {
    this.#isDue = true;
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    setImmediate(() => {
      this.#deliver()
        .catch((error: unknown) => {
          // A mistake of ours; what was not taken is in the next update.
          this.#options.onLog?.('warn', error instanceof Error ? (error.stack ?? error.message) : String(error));
        })
        .finally(() => {
          this.#isDelivering = false;
          if (this.#isDue) this.#schedule();
        })
        // Only a log that fails gets here.
        .catch(() => {});
    });
  }

  async #deliver(): Promise<void> {
    this.#isDue = false;
    // What kinds delivered before they were synced is in this update.
    const synced = this.#synced || this.waitingFor().length === 0;
    const unread = this.#unread;
    this.#unread = new Map();
    let begun = performance.now();
    for (const { kind, key, object } of unread.values()) {
      this.#resources.read(kind, key, object);
      if (performance.now() - begun < READING_MS) continue;
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#listener === undefined) return;
      begun = performance.now();
    }
    if (this.#listener === undefined) return;
    if (!this.#resources.isNew && !this.#isNoteNew && synced === this.#synced) return;
    const { changes, problems } = this.#resources;
    this.#listener({ changes, problems: [...this.#notes(), ...problems], missing: this.#missing(), synced });
    this.#resources.taken();
    this.#isNoteNew = false;
    this.#synced = synced;
  }

  #notes(): readonly SourceProblem[] {
    return this.#options.kinds.flatMap((kind) => this.#unserved.get(kind) ?? []);
  }
}

/** What is said in the rest is in the resource that was read from it; kept twice, a cluster would need twice the memory. */
function withoutContent({ apiVersion, kind, metadata, status }: KubernetesObject): KubernetesObject {
  return { apiVersion, kind, metadata, ...(status !== undefined && { status }) };
}

function metadataOnly({ apiVersion, kind, metadata }: KubernetesObject): KubernetesObject {
  return { apiVersion, kind, metadata };
}

function withoutOtherKeys({ apiVersion, kind, metadata, data }: KubernetesObject): KubernetesObject {
  const { name, namespace, uid } = metadata;
  const text = (data as Readonly<Record<string, string>> | undefined)?.[CONFIG_MAP_KEY];
  const kept = { name, ...(namespace !== undefined && { namespace }), ...(uid !== undefined && { uid }) };
  return { apiVersion, kind, metadata: kept, data: text === undefined ? {} : { [CONFIG_MAP_KEY]: text } };
}
