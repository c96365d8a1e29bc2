/** What the translation must know about where it runs. Fixed when the graph is wired. */
export interface Settings {
  /** GatewayClasses with this `spec.controllerName` are ours. */
  readonly controllerName: string;
  /**
   * Which proxy carries a Gateway. `shared`: the one called `standalone` carries all, so that Gateways compete for ports;
   * `per-gateway`: each has its own, called `namespace/name`.
   */
  readonly proxyOf: 'shared' | 'per-gateway';
  /** IP addresses that listeners bind when the Gateway does not decide it. */
  readonly defaultAddresses: readonly string[];
  /** TCP ports that the proxy needs for itself. */
  readonly reservedPorts?: readonly number[];
  /** Where this very process answers, in canonical form: proxies are not sent there. */
  readonly ownEndpoints?: readonly { readonly address: string; readonly port: number }[];
  /** The DNS domain of the cluster, under which Services have their names; `cluster.local` when absent. */
  readonly clusterDomain?: string;
  /** PEM file with the CA certificates that the proxy's machine trusts; absent: it has none. */
  readonly systemTrust?: string;
  /** Namespaces whose policies may target a GatewayClass, and so the Gateways of all others; absent: all. */
  readonly policyNamespaces?: readonly string[];
  /** Objects without a status get notices: no other controller serves them. */
  readonly alone?: true;
  /** Absent: there is no mesh, and routes whose parent is a Service are none of our business. */
  readonly mesh?: MeshSettings;
  /** What is wrong with fields to add to the bootstrap of a proxy. A pure function. */
  readonly bootstrapProblem?: (fields: Readonly<Record<string, unknown>>) => string | undefined;
}

export interface MeshSettings {
  /** Statuses for parents that are Services are under this name, and XMeshes with this `spec.controllerName` are ours. */
  readonly controllerName: string;
  /** Of the SPIFFE identities of workloads. */
  readonly trustDomain: string;
  /** TCP ports that sidecars have for themselves: connections to them are not redirected. */
  readonly sidecarPorts?: readonly number[];
}

/** Name of the proxy that carries all Gateways when `proxyOf` is `shared`. */
export const SHARED_PROXY = 'standalone';

/** Name of the proxy that carries a Gateway. */
export function proxyCarrying(gateway: string, { proxyOf }: Settings): string {
  return proxyOf === 'shared' ? SHARED_PROXY : gateway;
}
