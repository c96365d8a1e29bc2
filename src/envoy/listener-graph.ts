import type { Collection, Graph } from '../collections/index.js';
import type { Model, TlsTermination } from '../model/index.js';
import type { Reference } from '../xds/resource.js';
import { checkedEncode } from './checked-encode.js';
import { encodeListener, httpFilterChain, refusingFilterChain, tcpFilterChain, udpProxy } from './listener.js';
import {
  CLUSTER,
  type DeliveredResource,
  delivered,
  encodedResource,
  FILTER_CHAIN,
  keyed,
  LISTENER,
  LISTENER_FILTER,
  references,
  SECRET,
  sameDelivery,
} from './resources.js';
import type { ListenerRoutes } from './route-delivery.js';
import type { EnvoySettings } from './settings.js';

/** A FilterChain in its Listener. */
interface EncodedChain {
  readonly listener: string;
  readonly bytes: Uint8Array;
  readonly routeTable?: string;
  readonly backendGroup?: string;
  readonly secrets: readonly string[];
  /** Without other chains it opens no port. */
  readonly isRefusing?: true;
}

/**
 * Wires the way from listeners to Envoy listeners. Each filter chain is encoded once, and a listener is the joined bytes of its chains:
 * there can be thousands.
 */
export function encodeListeners(
  graph: Graph,
  { listeners, filterChains }: Model,
  routes: ListenerRoutes,
  settings: EnvoySettings,
): Collection<DeliveredResource> {
  const chains = graph.map('envoy/filterChains', filterChains, {}, (chain): EncodedChain => {
    const { listener } = chain;
    if (chain.kind === 'HTTP') {
      const { routeTable, tls } = chain;
      const message = httpFilterChain(chain, routes.specifier(routeTable), settings);
      return { listener, routeTable, bytes: checkedEncode(FILTER_CHAIN, message), secrets: secretsOf(tls) };
    }
    if (chain.kind === 'Refusing') {
      return {
        listener,
        isRefusing: true,
        bytes: checkedEncode(FILTER_CHAIN, refusingFilterChain(chain)),
        secrets: [],
      };
    }
    const { backendGroup } = chain;
    if (chain.kind === 'UDP') {
      const bytes = checkedEncode(LISTENER_FILTER, udpProxy(chain, settings));
      return { listener, backendGroup, bytes, secrets: [] };
    }
    const bytes = checkedEncode(FILTER_CHAIN, tcpFilterChain(chain, settings));
    return { listener, backendGroup, bytes, secrets: secretsOf(chain.tls) };
  });
  const chainsByListener = graph.groupBy('envoy/filterChainsByListener', chains, ({ listener }) => listener);
  return graph.flatMap(
    'envoy/listeners',
    listeners,
    { chainsByListener },
    (value, { chainsByListener }, name) => {
      const own = (chainsByListener.get(name) ?? []).map(({ value }) => value);
      if (own.every(({ isRefusing }) => isRefusing)) return [];
      const tables = new Set(own.flatMap(({ routeTable }) => routeTable ?? []));
      const uses: readonly Reference[] = [
        ...[...tables].flatMap((table) => routes.references(table)),
        ...references(
          CLUSTER,
          own.flatMap(({ backendGroup }) => backendGroup ?? []),
        ),
        ...references(SECRET, new Set(own.flatMap(({ secrets }) => secrets))),
      ];
      const bytes = encodeListener(
        value,
        own.map(({ bytes }) => bytes),
      );
      return [keyed(delivered(value.proxy, encodedResource(LISTENER, value.name, bytes, uses)))];
    },
    sameDelivery,
  );
}

function secretsOf(tls: TlsTermination | undefined): readonly string[] {
  if (tls === undefined) return [];
  return tls.clientValidation === undefined
    ? tls.certificates
    : [...tls.certificates, tls.clientValidation.trustBundle];
}
