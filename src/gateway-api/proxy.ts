import type { Entry, Lookup } from '../collections/index.js';
import type { GatewayProxy, Listener, ProxyPort } from '../model/index.js';
import { requestedAddresses } from './address-request.js';
import type { OwnGateway } from './gateway.js';
import { type Settings, SHARED_PROXY } from './settings.js';

/** The proxy of a Gateway's own. */
export function ownProxy(
  { namespace, name, uid, className, held, isNameTaken, ...gateway }: OwnGateway,
  { listenersByProxy }: { readonly listenersByProxy: Lookup<readonly Entry<Listener>[]> },
  { proxyOf, controllerName }: Settings,
): GatewayProxy | undefined {
  if (proxyOf === 'shared' || isNameTaken) return undefined;
  const { bind: addresses, labels, annotations, requests, parameters } = gateway;
  const ports = (listenersByProxy.get(gateway.proxy) ?? []).map(({ value }) => portOf(value));
  return {
    name: gateway.proxy,
    gateway: { namespace, name, uid },
    className,
    controllerName,
    labels,
    annotations,
    addresses,
    ports: distinct(ports),
    requested: requestedAddresses(requests),
    parameters,
    ...(held && { held }),
  };
}

/** The one that carries a listener; none where that is not for us to run. */
export function runProxy({ proxy }: Listener): string | undefined {
  return proxy === SHARED_PROXY ? undefined : proxy;
}

function portOf({ port, transport }: Listener): ProxyPort {
  return { port, protocol: transport };
}

function distinct(ports: readonly ProxyPort[]): readonly ProxyPort[] {
  const byName = new Map(ports.map((each) => [`${each.port}/${each.protocol}`, each]));
  return [...byName.values()].sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}
