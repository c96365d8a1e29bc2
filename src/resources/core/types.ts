import type { Condition, KubernetesObject } from '../meta.js';

/** A port's number or name, where Kubernetes takes either. */
export type IntOrString = number | string;

export interface Namespace extends KubernetesObject {
  readonly kind: 'Namespace';
}

export interface ClusterTrustBundleSpec {
  /** `domain/name`; the object's name begins with it then. */
  readonly signerName?: string;
  /** PEM certificates of authorities. */
  readonly trustBundle: string;
}

/** Cluster-scoped. Not every API server has it. */
export interface ClusterTrustBundle extends KubernetesObject {
  readonly kind: 'ClusterTrustBundle';
  readonly spec: ClusterTrustBundleSpec;
}

/** As a cluster has it: nothing else of it is read. */
export interface Pod extends KubernetesObject {
  readonly kind: 'Pod';
  readonly spec?: { readonly serviceAccountName?: string; readonly hostNetwork?: boolean };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly podIPs?: readonly { readonly ip?: string }[];
  };
}

export interface ConfigMap extends KubernetesObject {
  readonly kind: 'ConfigMap';
  readonly data?: Readonly<Record<string, string>>;
  /** Base64. */
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export interface Secret extends KubernetesObject {
  readonly kind: 'Secret';
  /** `kubernetes.io/tls` for certificates, otherwise `Opaque` or anything. */
  readonly type?: string;
  /** Base64. The API server moves `stringData` in here. */
  readonly data?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export interface ServicePort {
  readonly name?: string;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly appProtocol?: string;
  readonly port: number;
  readonly targetPort?: IntOrString;
  readonly nodePort?: number;
}

export interface ServiceSpec {
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
  /** `None` marks a headless Service. */
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
  readonly externalName?: string;
  readonly externalIPs?: readonly string[];
  readonly sessionAffinity?: 'None' | 'ClientIP';
  readonly trafficDistribution?: string;
  readonly publishNotReadyAddresses?: boolean;
  readonly loadBalancerClass?: string;
}

export interface LoadBalancerIngress {
  readonly ip?: string;
  readonly hostname?: string;
}

export interface Service extends KubernetesObject {
  readonly kind: 'Service';
  readonly spec?: ServiceSpec;
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly loadBalancer?: { readonly ingress?: readonly LoadBalancerIngress[] };
  };
}

export interface EndpointPort {
  /** The Service port's name; empty when that port has none. */
  readonly name?: string;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port?: number;
  readonly appProtocol?: string;
}

export interface EndpointConditions {
  /** Absent means ready. */
  readonly ready?: boolean;
  /** Absent means the same as ready. */
  readonly serving?: boolean;
  readonly terminating?: boolean;
}

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions?: EndpointConditions;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly hints?: { readonly forZones?: readonly { readonly name: string }[] };
  readonly targetRef?: {
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
}

export interface EndpointSlice extends KubernetesObject {
  readonly kind: 'EndpointSlice';
  readonly addressType: 'IPv4' | 'IPv6' | 'FQDN';
  /** The API server writes an empty list as null. */
  readonly endpoints: readonly Endpoint[] | null;
  readonly ports?: readonly EndpointPort[] | null;
}
