import { type Change, type Collection, type Failure, Graph, type SourceCollection } from '../collections/index.js';
import { DeliveryPolicy } from '../envoy/delivery-policy.js';
import { type EnvoyResources, encode } from '../envoy/graph.js';
import type { DeliveredResource } from '../envoy/resources.js';
import type { EnvoySettings } from '../envoy/settings.js';
import { translate } from '../gateway-api/graph.js';
import type { Inputs } from '../gateway-api/inputs.js';
import type { Settings } from '../gateway-api/settings.js';
import { infrastructure, TRUST, type WantedProxy } from '../infrastructure/graph.js';
import type { InfrastructureSettings } from '../infrastructure/settings.js';
import { sidecarFiles } from '../infrastructure/sidecar-files.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import {
  type LastCertificate,
  type Model,
  type Notice,
  type ObjectStatus,
  type ProxyState,
  READ_KINDS,
  type Rejection,
  type SidecarIdentity,
} from '../model/index.js';
import type { KindName, Namespace, Pod, Resource } from '../resources/types.js';
import type { ResourceChange } from '../sources/source.js';
import type { CacheChange } from '../xds/index.js';
import { LastCertificates } from './last-certificates.js';

export interface PipelineOptions {
  readonly settings: Settings;
  readonly envoy: EnvoySettings;
  /** Where each Gateway has its own proxy: what all of them have in common. */
  readonly infrastructure?: InfrastructureSettings;
  /** Told of every function of the translation that threw: our mistake, contained to its key. */
  readonly onError?: (failure: Failure) => void;
}

/** What came out different. */
export interface PipelineChange {
  readonly resources: readonly CacheChange[];
  readonly statuses: ReadonlyMap<string, Change<ObjectStatus>>;
  /** What is to be there for proxies, by proxy. */
  readonly wanted: ReadonlyMap<string, Change<WantedProxy>>;
  /** What sidecars start with, by namespace. */
  readonly sidecarFiles: ReadonlyMap<string, Change<KubernetesObject>>;
}

/**
 * Resources in, Envoy resources and statuses out: the whole translation as one graph, the same in a cluster, on files and in a test.
 *
 * Each call applies its changes, lets the delivery policy react, and gives back the difference to what was there before it.
 */
export class Pipeline {
  readonly graph: Graph;
  readonly model: Model;
  readonly resources: EnvoyResources;
  /** What is to be there for proxies, by proxy; nothing where all Gateways share one. */
  readonly wanted: Collection<WantedProxy> | undefined;
  /** What sidecars start with, by namespace; nothing where there is no mesh. */
  readonly sidecarFiles: Collection<KubernetesObject> | undefined;
  /** What is said about objects without a status, by `kind/namespace/name`. */
  readonly notices: Collection<Notice>;
  readonly #sources = new Map<KindName, SourceCollection<Resource>>();
  readonly #rejections: SourceCollection<Rejection>;
  readonly #proxies: SourceCollection<ProxyState>;
  readonly #sidecars: SourceCollection<SidecarIdentity>;
  readonly #missing: SourceCollection<true>;
  readonly #sharded: SourceCollection<boolean>;
  readonly #trust: SourceCollection<string>;
  readonly #lastCertificates: SourceCollection<LastCertificate>;
  readonly #certificates: LastCertificates;
  readonly #policy = new DeliveryPolicy();
  #resources = new Map<string, CacheChange>();
  #statuses = new Map<string, Change<ObjectStatus>>();
  #wanted = new Map<string, Change<WantedProxy>>();
  #sidecarFiles = new Map<string, Change<KubernetesObject>>();

  constructor({ settings, envoy, infrastructure: common, onError }: PipelineOptions) {
    this.graph = new Graph(onError && { onError });
    for (const kind of READ_KINDS) this.#sources.set(kind, this.graph.source<Resource>(kind));
    this.#rejections = this.graph.source('rejections');
    this.#proxies = this.graph.source('proxies');
    this.#sidecars = this.graph.source('sidecars');
    this.#sharded = this.graph.source('sharded');
    this.#trust = this.graph.source('trust');
    this.#missing = this.graph.source('missing');
    this.#lastCertificates = this.graph.source('lastCertificates');
    const inputs = {
      ...Object.fromEntries(this.#sources),
      ...{ rejections: this.#rejections, proxies: this.#proxies, sidecars: this.#sidecars, missing: this.#missing },
      lastCertificates: this.#lastCertificates,
    };
    const translated = translate(this.graph, inputs as unknown as Inputs, settings);
    this.model = translated;
    this.notices = translated.notices;
    this.#certificates = new LastCertificates(this.#lastCertificates, translated.heldCertificates);
    this.resources = encode(this.graph, this.model, { sharded: this.#sharded }, envoy);
    const { proxies } = this.model;
    this.wanted = common && infrastructure(this.graph, { proxies, trust: this.#trust }, common);
    this.sidecarFiles =
      common &&
      settings.mesh &&
      sidecarFiles(
        this.graph,
        {
          namespaces: this.#sources.get('Namespace') as Collection<Namespace>,
          pods: this.#sources.get('Pod') as Collection<Pod>,
          trust: this.#trust,
        },
        settings.controllerName,
        common,
      );
    this.#watch();
  }

  /** The objects of a kind that are in now. */
  objects(kind: KindName): Collection<Resource> | undefined {
    return this.#sources.get(kind);
  }

  /**
   * Applies changed objects. Kinds that the translation does not read are passed over.
   *
   * @param missing what the place where objects come from does not have, kinds and fields.
   */
  apply(changes: readonly ResourceChange[], missing: readonly string[] = []): PipelineChange {
    return this.#run(() => {
      this.#missing.replace(missing.map((name) => [name, true]));
      for (const { kind, key, resource } of changes) {
        if (resource === undefined) this.#sources.get(kind)?.delete(key);
        else this.#sources.get(kind)?.set(key, resource);
      }
    });
  }

  /** What each Secret held when it could be used last, to be kept over a restart. Holds private keys. */
  get lastCertificates(): Collection<LastCertificate> {
    return this.#lastCertificates;
  }

  /** Takes what was kept over a restart; to be called before there are objects. */
  restoreCertificates(remembered: ReadonlyMap<string, LastCertificate>): void {
    this.graph.transaction(() => this.#lastCertificates.replace(remembered));
  }

  /** Forgets what was kept over a restart for Secrets that are not there any more, once everything is in. */
  pruneCertificates(): PipelineChange {
    return this.#run(() => this.#certificates.prune());
  }

  /** Notes what a proxy refuses, or no longer does. */
  reject(changes: Iterable<Omit<Rejection, 'reason'> & { readonly reason: string | undefined }>): PipelineChange {
    return this.#run(() => {
      for (const { reason, ...subject } of changes) {
        const key = `${subject.proxy}|${subject.typeUrl}|${subject.name}`;
        if (reason === undefined) this.#rejections.delete(key);
        else this.#rejections.set(key, { ...subject, reason });
      }
    });
  }

  /** Notes what became of proxies, `undefined` for those that are gone. */
  proxies(changes: ReadonlyMap<string, ProxyState | undefined>): PipelineChange {
    return this.#run(() => {
      for (const [proxy, state] of changes) {
        if (state === undefined) this.#proxies.delete(proxy);
        else this.#proxies.set(proxy, state);
      }
    });
  }

  /** Notes which ServiceAccounts have sidecars that are connected, by name of the Sidecar; `undefined` for those that have none any more. */
  sidecars(changes: ReadonlyMap<string, SidecarIdentity | undefined>): PipelineChange {
    return this.#run(() => {
      for (const [name, identity] of changes) {
        if (identity === undefined) this.#sidecars.delete(name);
        else this.#sidecars.set(name, identity);
      }
    });
  }

  /** Notes the PEM bundle of the authorities that proxies have to trust. */
  trust(bundle: string): PipelineChange {
    return this.#run(() => this.#trust.set(TRUST, bundle));
  }

  /** Everything that Envoy gets now. */
  *delivered(): Iterable<DeliveredResource> {
    for (const collection of this.#collections()) for (const [, value] of collection.entries()) yield value;
  }

  #collections(): readonly Collection<DeliveredResource>[] {
    const { clusters, endpoints, secrets, listeners, scopedRoutes, routeConfigurations } = this.resources;
    return [clusters, endpoints, secrets, listeners, scopedRoutes, routeConfigurations];
  }

  #watch(): void {
    for (const collection of this.#collections()) {
      collection.subscribe((changes) => {
        for (const { before, after } of changes.values()) {
          const { audience, typeUrl, name } = (after ?? before) as DeliveredResource;
          this.#resources.set(`${typeUrl} ${audience}|${name}`, { audience, typeUrl, name, resource: after?.resource });
        }
      });
    }
    this.model.statuses.subscribe((changes) => collect(this.#statuses, changes));
    this.wanted?.subscribe((changes) => collect(this.#wanted, changes));
    this.sidecarFiles?.subscribe((changes) => collect(this.#sidecarFiles, changes));
    this.resources.virtualHostCounts.subscribe((changes) => {
      const counts: [string, number][] = [];
      for (const [table, { after }] of changes) {
        if (after !== undefined) counts.push([table, after]);
        else {
          this.#policy.forget(table);
          this.#sharded.delete(table);
        }
      }
      for (const [table, sharded] of this.#policy.update(counts)) {
        if (sharded) this.#sharded.set(table, true);
        else this.#sharded.delete(table);
      }
    });
  }

  #run(fill: () => void): PipelineChange {
    this.graph.transaction(fill);
    // What the policy decided is a change like any other; nothing is published in between, so no proxy sees the way there.
    while (this.graph.pending) this.graph.transaction();
    const change = {
      resources: [...this.#resources.values()],
      statuses: this.#statuses,
      wanted: this.#wanted,
      sidecarFiles: this.#sidecarFiles,
    };
    this.#resources = new Map();
    this.#statuses = new Map();
    this.#wanted = new Map();
    this.#sidecarFiles = new Map();
    return change;
  }
}

/** Joins changes of several transactions to one. */
function collect<T>(all: Map<string, Change<T>>, changes: ReadonlyMap<string, Change<T>>): void {
  for (const [key, { before, after }] of changes) {
    const earlier = all.get(key);
    all.set(key, { before: earlier === undefined ? before : earlier.before, after });
  }
}
