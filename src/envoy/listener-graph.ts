import type { Collection, Graph } from '../collections/index.js';
import type { Model } from '../model/index.js';
import { encodedChain } from './encoded-chain.js';
import { listenerResource } from './listener-resource.js';
import { type DeliveredResource, sameDelivery } from './resources.js';
import type { ListenerRoutes } from './route-delivery.js';
import type { EnvoySettings } from './settings.js';

/**
 * Wires listeners to Envoy listeners. Each filter chain is encoded once, and a listener is the joined bytes of its chains: there can be
 * thousands.
 */
export function encodeListeners(
  graph: Graph,
  { listeners, filterChains }: Model,
  routes: ListenerRoutes,
  settings: EnvoySettings,
): Collection<DeliveredResource> {
  const chains = graph.map('envoy/filterChains', filterChains, {}, (chain) => encodedChain(chain, routes, settings));
  const chainsByListener = graph.groupBy('envoy/filterChainsByListener', chains, ({ listener }) => listener);
  return graph.flatMap(
    'envoy/listeners',
    listeners,
    { chainsByListener },
    (listener, reads) => listenerResource(listener, reads, routes),
    sameDelivery,
  );
}
