import type { Collection } from '../collections/index.js';
import type { Backend, BackendUse, Endpoints } from './backend.js';
import type { BackendGroup } from './backend-group.js';
import type { BackendVariant } from './backend-variant.js';
import type { Certificate, CertificateUse, TrustBundle, TrustBundleUse } from './certificate.js';
import type { HttpRule } from './http-rule.js';
import type { FilterChain, Listener } from './listener.js';
import type { MeshModel } from './mesh.js';
import type { GatewayProxy } from './proxy.js';
import type { ObjectStatus } from './status.js';
import type { RouteTable, VirtualHost } from './virtual-host.js';

/**
 * The intermediate model: everything `gateway-api/` tells `envoy/`, and the statuses.
 * Each collection is keyed by the name of its value unless said otherwise.
 */
export interface Model extends MeshModel {
  readonly listeners: Collection<Listener>;
  /** Keyed `listener|name`. A Listener without any is not opened: no route wants its connections. */
  readonly filterChains: Collection<FilterChain>;
  readonly routeTables: Collection<RouteTable>;
  /** Keyed `route table|domain`. */
  readonly virtualHosts: Collection<VirtualHost>;
  /** Keyed by rule key; rules of attached routes. */
  readonly httpRules: Collection<HttpRule>;
  readonly backendGroups: Collection<BackendGroup>;
  readonly backends: Collection<Backend>;
  /** Keyed by name of the Backend: what each name stands for that rules and groups have. Of targets themselves there are none. */
  readonly backendVariants: Collection<BackendVariant>;
  readonly endpoints: Collection<Endpoints>;
  readonly certificates: Collection<Certificate>;
  readonly trustBundles: Collection<TrustBundle>;
  /** Keyed `proxy|backend`. Members of groups are not among them. */
  readonly backendUses: Collection<BackendUse>;
  /** Keyed `proxy|certificate`. */
  readonly certificateUses: Collection<CertificateUse>;
  /** Keyed `proxy|trust bundle`. */
  readonly trustBundleUses: Collection<TrustBundleUse>;
  readonly proxies: Collection<GatewayProxy>;
  readonly statuses: Collection<ObjectStatus>;
}
