/** A condition without its time: when it changed is known only to who writes it. */
export interface StatusCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
}

interface StatusOf<Kind extends string, Body> {
  readonly kind: Kind;
  /** Absent for cluster-scoped kinds. */
  readonly namespace?: string;
  readonly name: string;
  readonly status: Body;
}

/** The status that an object should have, our entries only. Keyed `kind/namespace/name` (`kind/name` for cluster-scoped kinds). */
export type ObjectStatus = GatewayClassStatusValue | GatewayStatusValue | RouteStatusValue | ProxyConfigStatusValue;

export type GatewayClassStatusValue = StatusOf<
  'GatewayClass',
  { readonly conditions: readonly StatusCondition[]; readonly supportedFeatures: readonly { readonly name: string }[] }
>;

export type GatewayStatusValue = StatusOf<
  'Gateway',
  {
    readonly addresses: readonly { readonly type: 'IPAddress' | 'Hostname'; readonly value: string }[];
    readonly conditions: readonly StatusCondition[];
    readonly listeners: readonly ListenerStatusValue[];
  }
>;

export type ProxyConfigStatusValue = StatusOf<'ProxyConfig', { readonly conditions: readonly StatusCondition[] }>;

export interface ListenerStatusValue {
  readonly name: string;
  readonly supportedKinds: readonly { readonly group: string; readonly kind: string }[];
  readonly attachedRoutes: number;
  readonly conditions: readonly StatusCondition[];
}

export type RouteStatusValue = StatusOf<
  'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'UDPRoute',
  { readonly parents: readonly RouteParentStatusValue[] }
>;

export interface RouteParentStatusValue {
  /** As the user wrote it, so that the entry can be found again. */
  readonly parentRef: {
    readonly group?: string;
    readonly kind?: string;
    readonly namespace?: string;
    readonly name: string;
    readonly sectionName?: string;
    readonly port?: number;
  };
  readonly controllerName: string;
  readonly conditions: readonly StatusCondition[];
}
