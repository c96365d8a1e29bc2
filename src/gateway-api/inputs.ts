import type { Collection } from '../collections/index.js';
import type { ProxyState, Rejection, SidecarIdentity } from '../model/index.js';
import type { ResourceByKind } from '../resources/types.js';
import type { Missing } from './missing.js';

/** The kinds that the translation reads. */
export const INPUT_KINDS = [
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

type ResourceInputs = { readonly [K in (typeof INPUT_KINDS)[number]]: Collection<ResourceByKind[K]> };

/** Resources by kind, each keyed `namespace/name` (`name` when cluster-scoped), and what the edges report. */
export interface Inputs extends ResourceInputs {
  /** Keyed `proxy|type URL|name`. */
  readonly rejections: Collection<Rejection>;
  /** Keyed by proxy. */
  readonly proxies: Collection<ProxyState>;
  /** Keyed by name of the Sidecar. */
  readonly sidecars: Collection<SidecarIdentity>;
  readonly missing: Missing;
}
