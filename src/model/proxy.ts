import type { ProxyConfigSpec } from '../resources/types.js';

/** A proxy of a Gateway's own, as it is to be run. Keyed by proxy; there are none where all Gateways share one. */
export interface GatewayProxy {
  /** `namespace/name` of the Gateway: the xDS audience. */
  readonly name: string;
  readonly gateway: { readonly namespace: string; readonly name: string; readonly uid: string };
  readonly className: string;
  /** The controller that runs it; others leave it alone. */
  readonly controllerName: string;
  /** Of `spec.infrastructure`, for everything that is made for the Gateway (GEP-1762). */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** IP addresses that listeners of its pods bind, at least one, sorted. */
  readonly addresses: readonly string[];
  /** What clients connect to, sorted, each once. */
  readonly ports: readonly ProxyPort[];
  /** Addresses that clients are to connect to, in the order of the Gateway. */
  readonly requested: readonly RequestedAddress[];
  /** The parameters of the class and of the Gateway, merged; defaults are not filled in. */
  readonly parameters: ProxyConfigSpec;
  /** The Gateway is not accepted: what runs for it stays as it is, and nothing new is started. */
  readonly held?: true;
}

export interface RequestedAddress {
  /** IP address. Absent: one that others choose. */
  readonly value?: string;
  /** It has to be one of a Service, that only the cluster reaches. */
  readonly inCluster?: true;
}

export interface ProxyPort {
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}
