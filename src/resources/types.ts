// Every resource that Gatewright reads or writes, named as in the Gateway API's and Kubernetes' Go packages, and of our own.
import type { ClusterTrustBundle, ConfigMap, EndpointSlice, Namespace, Pod, Secret, Service } from './core/types.js';
import type {
  BackendTLSPolicy,
  Gateway,
  GatewayClass,
  GRPCRoute,
  HTTPRoute,
  ListenerSet,
  ProxyConfig,
  ReferenceGrant,
  TCPRoute,
  TLSRoute,
  UDPRoute,
  XBackend,
  XBackendTrafficPolicy,
  XMesh,
  XTelemetryPolicy,
} from './generated/types.js';

export type * from './core/types.js';
export type * from './generated/types.js';
export type * from './meta.js';

export interface ResourceByKind {
  readonly BackendTLSPolicy: BackendTLSPolicy;
  readonly ClusterTrustBundle: ClusterTrustBundle;
  readonly ConfigMap: ConfigMap;
  readonly EndpointSlice: EndpointSlice;
  readonly GRPCRoute: GRPCRoute;
  readonly Gateway: Gateway;
  readonly GatewayClass: GatewayClass;
  readonly HTTPRoute: HTTPRoute;
  readonly ListenerSet: ListenerSet;
  readonly Namespace: Namespace;
  readonly Pod: Pod;
  readonly ProxyConfig: ProxyConfig;
  readonly ReferenceGrant: ReferenceGrant;
  readonly Secret: Secret;
  readonly Service: Service;
  readonly TCPRoute: TCPRoute;
  readonly TLSRoute: TLSRoute;
  readonly UDPRoute: UDPRoute;
  readonly XBackend: XBackend;
  readonly XBackendTrafficPolicy: XBackendTrafficPolicy;
  readonly XMesh: XMesh;
  readonly XTelemetryPolicy: XTelemetryPolicy;
}

export type KindName = keyof ResourceByKind;

export type Resource = ResourceByKind[KindName];
