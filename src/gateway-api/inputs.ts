import type { Collection } from '../collections/index.js';
import type { LastCertificate, ProxyState, Rejection, SidecarIdentity } from '../model/index.js';
import type { ResourceByKind } from '../resources/types.js';
import type { Missing } from './missing.js';
import type { Settings } from './settings.js';

/** The kinds that the translation reads without a mesh. */
const EDGE_KINDS = [
  'GatewayClass',
  'Gateway',
  'ListenerSet',
  'HTTPRoute',
  'GRPCRoute',
  'TLSRoute',
  'TCPRoute',
  'UDPRoute',
  'ReferenceGrant',
  'Service',
  'EndpointSlice',
  'Secret',
  'ConfigMap',
  'ClusterTrustBundle',
  'Namespace',
  'XBackend',
  'BackendTLSPolicy',
  'ProxyConfig',
] as const;

/** The kinds that the translation has inputs for. */
export const INPUT_KINDS = [...EDGE_KINDS, 'Pod', 'XMesh'] as const;

/** The kinds that the translation reads, so that nobody has to look for the others. */
export function kindsRead({ mesh }: Pick<Settings, 'mesh'>): readonly (typeof INPUT_KINDS)[number][] {
  return mesh === undefined ? EDGE_KINDS : INPUT_KINDS;
}

type ResourceInputs = { readonly [K in (typeof INPUT_KINDS)[number]]: Collection<ResourceByKind[K]> };

/** Resources by kind, each keyed `namespace/name` (`name` when cluster-scoped), and what the edges report. */
export interface Inputs extends ResourceInputs {
  /** Keyed `proxy|type URL|name`. */
  readonly rejections: Collection<Rejection>;
  /** Keyed by proxy. */
  readonly proxies: Collection<ProxyState>;
  /** Keyed by name of the Sidecar. */
  readonly sidecars: Collection<SidecarIdentity>;
  /** Keyed by Secret. */
  readonly lastCertificates: Collection<LastCertificate>;
  /** Keyed as {@link Missing} says. */
  readonly missing: Collection<true>;
}
