import { Graph, type SourceCollection } from '../../collections/index.js';
import { backendName } from '../../model/backend-variant.js';
import type { Model } from '../../model/index.js';
import { type EnvoyResources, encode } from '../graph.js';
import type { EnvoySettings } from '../settings.js';

type Value<Name extends keyof Model> = NonNullable<ReturnType<Model[Name]['get']>>;

/** The model as sources, which a test fills. */
export type SourceModel = { readonly [Name in keyof Model]: SourceCollection<Value<Name>> };

/** The content of a model; keys follow from the values. */
export type ModelContent = { readonly [Name in keyof Model]?: readonly Value<Name>[] };

/** The graph under test, from a model of sources to Envoy resources. */
export interface Encoding {
  readonly graph: Graph;
  readonly model: SourceModel;
  readonly sharded: SourceCollection<boolean>;
  readonly resources: EnvoyResources;
  /** Makes `content` the whole content of the model, in one transaction. */
  replace(content: ModelContent): void;
}

/** @param onError what is done with what a function of the graph throws; by default the transaction throws it. */
export function encoding(settings: Partial<EnvoySettings> = {}, onError: (error: unknown) => void = fail): Encoding {
  const graph = new Graph({ freeze: true, onError: ({ error }) => onError(error) });
  const model: SourceModel = {
    listeners: graph.source('listeners'),
    filterChains: graph.source('filterChains'),
    routeTables: graph.source('routeTables'),
    virtualHosts: graph.source('virtualHosts'),
    httpRules: graph.source('httpRules'),
    backendGroups: graph.source('backendGroups'),
    backends: graph.source('backends'),
    backendVariants: graph.source('backendVariants'),
    endpoints: graph.source('endpoints'),
    certificates: graph.source('certificates'),
    trustBundles: graph.source('trustBundles'),
    backendUses: graph.source('backendUses'),
    certificateUses: graph.source('certificateUses'),
    trustBundleUses: graph.source('trustBundleUses'),
    proxies: graph.source('proxies'),
    statuses: graph.source('statuses'),
    sidecars: graph.source('sidecars'),
    meshFrontends: graph.source('meshFrontends'),
    meshRoutes: graph.source('meshRoutes'),
    meshGroups: graph.source('meshGroups'),
    meshRules: graph.source('meshRules'),
    meshFrontendUses: graph.source('meshFrontendUses'),
  };
  const sharded = graph.source<boolean>('sharded');
  const resources = encode(graph, model, { sharded }, { accessLog: 'off', bucketingSupported: true, ...settings });
  return { graph, model, sharded, resources, replace: (content) => graph.transaction(() => fill(model, content)) };
}

const KEYS: { readonly [Name in keyof Model]: (value: Value<Name>) => string } = {
  listeners: ({ name }) => name,
  filterChains: ({ listener, name }) => `${listener}|${name}`,
  routeTables: ({ name }) => name,
  virtualHosts: ({ routeTable, domain }) => `${routeTable}|${domain}`,
  httpRules: ({ key }) => key,
  backendGroups: ({ name }) => name,
  backends: ({ name }) => name,
  backendVariants: backendName,
  endpoints: ({ backend }) => backend,
  certificates: ({ name }) => name,
  trustBundles: ({ name }) => name,
  backendUses: ({ proxy, backend }) => `${proxy}|${backend}`,
  certificateUses: ({ proxy, certificate }) => `${proxy}|${certificate}`,
  trustBundleUses: ({ proxy, trustBundle }) => `${proxy}|${trustBundle}`,
  proxies: ({ name }) => name,
  statuses: ({ kind, name }) => `${kind}/${name}`,
  sidecars: ({ name }) => name,
  meshFrontends: ({ key }) => key,
  meshRoutes: ({ frontend }) => frontend,
  meshGroups: ({ frontend, name }) => `${frontend}|${name}`,
  meshRules: ({ key }) => key,
  meshFrontendUses: ({ proxy, frontend }) => `${proxy}|${frontend}`,
};

function fill(model: SourceModel, content: ModelContent): void {
  for (const name of Object.keys(KEYS) as (keyof Model)[]) {
    const keyOf = KEYS[name] as (value: unknown) => string;
    const values: readonly unknown[] = content[name] ?? [];
    (model[name] as SourceCollection<unknown>).replace(values.map((value) => [keyOf(value), value] as const));
  }
}

function fail(error: unknown): never {
  throw error;
}
