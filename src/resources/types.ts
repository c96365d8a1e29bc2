// Every resource that Gatewright reads or writes, named as in the Gateway API's and Kubernetes' Go packages, and of our own.
import type { ClusterTrustBundle, ConfigMap, EndpointSlice, Namespace, Pod, Secret, Service } from './core/types.js';
import type { GeneratedKinds } from './generated/types.js';

export type * from './core/types.js';
export type * from './generated/types.js';
export type * from './meta.js';

/** Kinds of the Gateway API and of our own come from their CRDs. */
export interface ResourceByKind extends GeneratedKinds {
  readonly ClusterTrustBundle: ClusterTrustBundle;
  readonly ConfigMap: ConfigMap;
  readonly EndpointSlice: EndpointSlice;
  readonly Namespace: Namespace;
  readonly Pod: Pod;
  readonly Secret: Secret;
  readonly Service: Service;
}

export type KindName = keyof ResourceByKind;

export type Resource = ResourceByKind[KindName];
