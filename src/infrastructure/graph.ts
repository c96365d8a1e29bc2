import type { Collection, Graph } from '../collections/index.js';
import type { KubernetesObject } from '../kubernetes/objects.js';
import type { GatewayProxy } from '../model/index.js';
import { proxyFiles } from './files.js';
import { metadataOf } from './metadata.js';
import { networkPolicy } from './network-policy.js';
import { autoscaler, disruptionBudget } from './scaling.js';
import { services } from './service.js';
import type { InfrastructureSettings } from './settings.js';
import { workload } from './workload.js';

/** The key of {@link InfrastructureInputs.trust}. */
export const TRUST = 'ca';

export interface InfrastructureInputs {
  readonly proxies: Collection<GatewayProxy>;
  /** Under {@link TRUST} the PEM bundle of the authorities of the xDS server's certificate. */
  readonly trust: Collection<string>;
}

/** What is to be there for a proxy. Keyed by proxy. */
export interface WantedProxy {
  readonly proxy: string;
  readonly gateway: GatewayProxy['gateway'];
  /** In the order of their application; `held` leaves them as they are. */
  readonly objects: readonly KubernetesObject[];
  /** Nothing is to be started, changed or removed now, whatever there is. */
  readonly held?: true;
}

/**
 * The objects that every proxy needs in its cluster. A proxy without a port, or before there is an authority, is left as it
 * is: neither a Service nor a connection to the xDS server can be made without.
 */
export function infrastructure(
  graph: Graph,
  { proxies, trust }: InfrastructureInputs,
  settings: InfrastructureSettings,
): Collection<WantedProxy> {
  return graph.map('infrastructure/proxies', proxies, { trust }, (proxy, { trust }) =>
    wantedProxy(proxy, trust.get(TRUST), settings),
  );
}

export function wantedProxy(
  proxy: GatewayProxy,
  authorities: string | undefined,
  settings: InfrastructureSettings,
): WantedProxy {
  const { name, gateway } = proxy;
  const wanted = { proxy: name, gateway };
  if (proxy.held || proxy.ports.length === 0 || authorities === undefined)
    return { ...wanted, objects: [], held: true };
  const files = proxyFiles(proxy, authorities, settings);
  const objects = [
    serviceAccount(proxy),
    files.configMap,
    ...services(proxy),
    networkPolicy(proxy, settings),
    workload(proxy, files, settings),
    disruptionBudget(proxy),
    autoscaler(proxy),
  ];
  return { ...wanted, objects: objects.filter((object) => object !== undefined) };
}

/** The identity of the proxy: its projected token says its name. */
function serviceAccount(proxy: GatewayProxy): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadataOf(proxy), automountServiceAccountToken: false };
}
