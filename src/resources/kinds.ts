import { GATEWAY_API_KINDS, OWN_KINDS } from './generated/kinds.js';
import type { KindName } from './types.js';

/** A release channel of the Gateway API; experimental holds everything that standard holds. */
export type Channel = 'standard' | 'experimental';

export interface Kind {
  readonly kind: KindName;
  /** Empty for the core group. */
  readonly group: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The version to watch and to write: the most stable one that is served. */
  readonly version: string;
  /** The version that the API server stores. */
  readonly storage: string;
  /** The versions served in each channel; none means that the kind is not in the channel. Core kinds and our own are in both. */
  readonly versions: Readonly<Record<Channel, readonly string[]>>;
}

type CoreOptions = { readonly namespaced?: boolean; readonly versions?: readonly [string, ...string[]] };

/** @param options.versions all that are read alike, the most stable first. */
function core(kind: KindName, group: string, plural: string, options: CoreOptions = {}): Kind {
  const { namespaced = true, versions = ['v1'] } = options;
  const [version] = versions;
  return {
    kind,
    group,
    plural,
    namespaced,
    version,
    storage: version,
    versions: { standard: versions, experimental: versions },
  };
}

/** Every kind that Gatewright reads, wherever it finds it. */
export const KINDS: readonly Kind[] = [
  ...[...GATEWAY_API_KINDS, ...OWN_KINDS].map((kind) => ({ ...kind, version: kind.versions.experimental[0] })),
  core('Service', '', 'services'),
  core('EndpointSlice', 'discovery.k8s.io', 'endpointslices'),
  core('Secret', '', 'secrets'),
  core('ConfigMap', '', 'configmaps'),
  core('Namespace', '', 'namespaces', { namespaced: false }),
  core('ClusterTrustBundle', 'certificates.k8s.io', 'clustertrustbundles', {
    namespaced: false,
    versions: ['v1', 'v1beta1', 'v1alpha1'],
  }),
];

/** Read as a cluster has them. In a file they are for other programs: what becomes of them only a cluster knows. */
const CLUSTER_ONLY: readonly Kind[] = [core('Pod', '', 'pods')];

const BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind.kind, kind]));
const IN_CLUSTERS: ReadonlyMap<string, Kind> = new Map([
  ...BY_NAME,
  ...CLUSTER_ONLY.map((kind) => [kind.kind, kind] as const),
]);

export function kindOf(name: KindName): Kind {
  const kind = IN_CLUSTERS.get(name);
  if (kind === undefined) throw new Error(`There is no kind ${name}.`);
  return kind;
}

/** The kind with this `kind` and with the group that is in `apiVersion`, whether or not that version is served. */
export function findKind(apiVersion: string, kind: string): Kind | undefined {
  return found(BY_NAME, apiVersion, kind);
}

/** As {@link findKind}, with those that are only read from clusters. */
export function findLiveKind(apiVersion: string, kind: string): Kind | undefined {
  return found(IN_CLUSTERS, apiVersion, kind);
}

function found(kinds: ReadonlyMap<string, Kind>, apiVersion: string, name: string): Kind | undefined {
  const kind = kinds.get(name);
  return kind !== undefined && kind.group === groupOf(apiVersion) ? kind : undefined;
}

/** The group in an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The `apiVersion` to watch and to write. */
export function apiVersionOf(kind: Kind): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `namespace/name`, or `name` for an object that has no namespace. Unique within a kind. */
export function keyOf(object: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
