import type { InfrastructureSettings } from '../infrastructure/settings.js';
import type { MeshOptions } from './mesh-options.js';
import type { LogLevel } from './standalone.js';

export interface ControllerOptions {
  /** The pod that this runs in. */
  readonly pod: { readonly namespace: string; readonly name: string; readonly uid: string };
  /** Namespaces whose objects are served. Absent: all. */
  readonly watchNamespaces?: readonly string[];
  /** GatewayClasses with this `spec.controllerName` are ours. */
  readonly controllerName: string;
  /** `host:port` of the xDS server. */
  readonly xds: string;
  /** DNS name by which proxies reach the xDS server, and the API server the webhook; their certificates are for this name. */
  readonly xdsService: string;
  /** `host:port` of /healthz, /readyz and /metrics. */
  readonly health: string;
  /** `host:port` of the same and /debug: what it shows is for the cluster's operators only. */
  readonly admin: string;
  /** The DNS domain of the cluster. */
  readonly clusterDomain: string;
  /** Image of the proxies. */
  readonly proxyImage: string;
  /** Of the NetworkPolicies of proxies. Absent: only those get one whose ProxyConfig says so. */
  readonly proxyNetworkPolicy?: InfrastructureSettings['networkPolicy'];
  /** Name of the Lease that the leader holds. */
  readonly lease: string;
  /** Absent: there is no mesh. */
  readonly mesh?: MeshOptions;
  readonly onLog: (level: LogLevel, component: string, message: string) => void;
  /** Something at the start can not be done, now or later. */
  readonly onFailure: (message: string) => void;
}
