import { parseAllDocuments } from 'yaml';
import { type Collection, Graph, type SourceCollection } from '../../collections/index.js';
import {
  type KindWithStatus,
  type LastCertificate,
  type Model,
  type ObjectStatus,
  type ProxyState,
  READ_KINDS,
  type Rejection,
  type SidecarIdentity,
  type StatusCondition,
} from '../../model/index.js';
import { keyOf } from '../../resources/kinds.js';
import type { Resource } from '../../resources/types.js';
import { translate } from '../graph.js';
import type { Inputs } from '../inputs.js';
import type { Settings } from '../settings.js';

export const CONTROLLER = 'gatewright.dev/gateway-controller';

export const SHARED: Settings = { controllerName: CONTROLLER, proxyOf: 'shared', defaultAddresses: ['127.0.0.1'] };

export const PER_GATEWAY: Settings = {
  controllerName: CONTROLLER,
  proxyOf: 'per-gateway',
  defaultAddresses: ['0.0.0.0'],
};

export const MESH_CONTROLLER = 'gatewright.dev/mesh-controller';

/** A cluster with a mesh. */
export const MESH: Settings = {
  ...PER_GATEWAY,
  mesh: { controllerName: MESH_CONTROLLER, trustDomain: 'cluster.local' },
};

type StatusOfKind<K, Status = ObjectStatus> = Status extends { readonly kind: infer Kinds; readonly status: infer Body }
  ? K extends Kinds
    ? Body
    : never
  : never;

type StatusByKind = { readonly [K in KindWithStatus]: StatusOfKind<K> };

/** A translation with sources to fill, for tests. An error in any function of the graph fails the test. */
export class Translation {
  readonly graph = new Graph({
    freeze: true,
    onError: ({ collection, key, error }) => {
      throw new Error(`${collection} ${key}`, { cause: error });
    },
  });
  readonly model: Model;
  readonly #sources: ReadonlyMap<string, SourceCollection<Resource>>;
  readonly #rejections: SourceCollection<Rejection>;
  readonly #proxies: SourceCollection<ProxyState>;
  readonly #sidecars: SourceCollection<SidecarIdentity>;
  readonly #missing: SourceCollection<true>;
  readonly #lastCertificates: SourceCollection<LastCertificate>;

  constructor(settings: Settings = SHARED) {
    this.#sources = new Map(READ_KINDS.map((kind) => [kind, this.graph.source<Resource>(kind)]));
    this.#rejections = this.graph.source('rejections');
    this.#proxies = this.graph.source('proxies');
    this.#sidecars = this.graph.source('sidecars');
    this.#missing = this.graph.source('missing');
    this.#lastCertificates = this.graph.source('lastCertificates');
    const inputs = {
      ...Object.fromEntries(this.#sources),
      ...{ rejections: this.#rejections, proxies: this.#proxies, sidecars: this.#sidecars, missing: this.#missing },
      lastCertificates: this.#lastCertificates,
    };
    this.model = translate(this.graph, inputs as unknown as Inputs, settings);
  }

  /** Sets resources, given as objects or as YAML documents. */
  apply(...resources: readonly (Resource | string)[]): this {
    this.graph.transaction(() => {
      for (const each of resources.flatMap((one) => (typeof one === 'string' ? parse(one) : one))) {
        const source = this.#sources.get(each.kind);
        if (source === undefined) throw new Error(`the translation does not read ${each.kind}`);
        source.set(keyOf(each), each);
      }
    });
    return this;
  }

  remove(kind: string, key: string): this {
    this.graph.transaction(() => this.#sources.get(kind)?.delete(key));
    return this;
  }

  reject(...rejections: readonly Rejection[]): this {
    this.graph.transaction(() => {
      this.#rejections.replace(rejections.map((each) => [`${each.proxy}|${each.typeUrl}|${each.name}`, each]));
    });
    return this;
  }

  proxy(name: string, state: ProxyState): this {
    this.graph.transaction(() => this.#proxies.set(name, state));
    return this;
  }

  /** The ServiceAccounts with sidecars, as `namespace/name`. */
  sidecars(...accounts: readonly string[]): this {
    this.graph.transaction(() => {
      this.#sidecars.replace(
        accounts.map((account) => {
          const [namespace = '', serviceAccount = ''] = account.split('/');
          return [`mesh/${account}`, { namespace, serviceAccount }];
        }),
      );
    });
    return this;
  }

  /** What Secrets held when they could be used last, by their keys. */
  lastCertificates(remembered: ReadonlyMap<string, LastCertificate>): this {
    this.graph.transaction(() => this.#lastCertificates.replace(remembered));
    return this;
  }

  /** What the API server does not have. */
  missing(...names: readonly string[]): this {
    this.graph.transaction(() => this.#missing.replace(names.map((name) => [name, true])));
    return this;
  }

  /** Calls of the graph's functions while `change` runs, by collection, without those that had none. */
  work(change: () => void): Record<string, number> {
    const before = this.#computations();
    change();
    const after = [...this.#computations()].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
    return Object.fromEntries(after.filter(([, count]) => count > 0));
  }

  #computations(): ReadonlyMap<string, number> {
    return new Map(this.graph.stats().collections.map(({ name, computations }) => [name, computations]));
  }

  status<K extends keyof StatusByKind>(kind: K, key: string): StatusByKind[K] | undefined {
    return this.model.statuses.get(`${kind}/${key}`)?.status as StatusByKind[K] | undefined;
  }

  /** `status reason` of a Gateway's condition. */
  gateway(key: string, type: string): string | undefined {
    return brief(this.status('Gateway', key)?.conditions, type);
  }

  /** `status reason` of a ListenerSet's condition. */
  listenerSet(key: string, type: string): string | undefined {
    return brief(this.status('ListenerSet', key)?.conditions, type);
  }

  /** `status reason` of the condition of a listener. */
  listener(key: string, name: string, type: string, kind: 'Gateway' | 'ListenerSet' = 'Gateway'): string | undefined {
    const listener = this.status(kind, key)?.listeners.find((each) => each.name === name);
    return brief(listener?.conditions, type);
  }

  /** `status reason` of an HTTPRoute's condition for one of its parents. */
  httpRoute(key: string, type: string, parent = 0): string | undefined {
    return brief(this.status('HTTPRoute', key)?.parents[parent]?.conditions, type);
  }

  /** `status reason` of a GRPCRoute's condition for one of its parents. */
  grpcRoute(key: string, type: string, parent = 0): string | undefined {
    return brief(this.status('GRPCRoute', key)?.parents[parent]?.conditions, type);
  }

  /** Rules and matches of a virtual host in order, as `rule#match`. */
  routesOf(routeTable: string, domain: string): string[] | undefined {
    return this.model.virtualHosts.get(`${routeTable}|${domain}`)?.routes.map(({ rule, match }) => `${rule}#${match}`);
  }
}

function brief(conditions: readonly StatusCondition[] | undefined, type: string): string | undefined {
  const found = conditions?.find((each) => each.type === type);
  return found && `${found.status} ${found.reason}`;
}

export function parse(yaml: string): Resource[] {
  return parseAllDocuments(yaml)
    .map((document) => document.toJS() as Resource)
    .filter((each) => each !== null);
}

/** The content of a collection in the order of its keys. */
export function content<V>(collection: Collection<V>): [string, V][] {
  return [...collection.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
}
