import type { Collection } from '../collections/index.js';
import type { GroupMember } from './backend-group.js';
import type { HttpRule } from './http-rule.js';
import type { VirtualHostRoute } from './virtual-host.js';

/** What the sidecars of a mesh get (GAMMA, GEP-1294). Each collection is keyed by the key or name of its value unless said otherwise. */
export interface MeshModel {
  readonly sidecars: Collection<Sidecar>;
  readonly meshFrontends: Collection<MeshFrontend>;
  /** Keyed by frontend; for each of HTTP. A frontend's own value does not change with its routes. */
  readonly meshRoutes: Collection<MeshRoutes>;
  readonly meshGroups: Collection<MeshGroup>;
  /** Rules that are in `meshRoutes`. Keyed by rule key. */
  readonly meshRules: Collection<HttpRule>;
  /** Keyed `sidecar|frontend`. */
  readonly meshFrontendUses: Collection<MeshFrontendUse>;
}

/** The sidecars of the pods of one ServiceAccount, which all get the same. */
export interface Sidecar {
  /** `mesh/namespace/serviceaccount`: the xDS audience. */
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Whether its pods take connections from outside the mesh, which have no certificate. */
  readonly inbound: 'Permissive' | 'Strict';
}

/** A port of a Service whose connections sidecars handle, as the clients of all namespaces or of one of them see it. */
export interface MeshFrontend {
  /** `namespace/service:port`; with `@namespace` behind it where the clients of that namespace have routes of their own. */
  readonly key: string;
  /** `mesh/namespace/service:port`, for all clients: the name of the Envoy listener and of its route configuration. */
  readonly name: string;
  /** ClusterIPs of the Service, sorted, at least one. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly handling: MeshHandling;
}

export type MeshHandling =
  /**
   * `detect`: only those connections that begin with a request. Others go to the MeshGroup `otherwise`, or where there is none pass through
   * to where they went.
   */
  | { readonly type: 'HTTP'; readonly detect: boolean; readonly otherwise?: string }
  /** By server name, or all of them. Connections that no chain takes are closed. */
  | { readonly type: 'TCP'; readonly chains: readonly MeshChain[] };

export interface MeshChain {
  /** Unique within the frontend. */
  readonly name: string;
  /** SNI names, exact or `*.example.com`, passed through; empty: all connections, without looking at their bytes. */
  readonly serverNames: readonly string[];
  /** Name of the MeshGroup. */
  readonly group: string;
}

/** What is done with the requests to a frontend. What none matches is answered 404. */
export interface MeshRoutes {
  readonly frontend: string;
  /** In order of precedence. */
  readonly routes: readonly VirtualHostRoute[];
}

/** What the connections to a frontend are split over: as a BackendGroup, for all sidecars that use the frontend. */
export interface MeshGroup {
  /** Key: `frontend|name`. */
  readonly frontend: string;
  /** `mesh/namespace/service:port/chain`: the name of the Envoy cluster. */
  readonly name: string;
  readonly members: readonly GroupMember[];
}

/** A use of a frontend by the sidecars of a ServiceAccount. */
export interface MeshFrontendUse {
  /** Name of the Sidecar. */
  readonly proxy: string;
  /** Key of the frontend. */
  readonly frontend: string;
}
