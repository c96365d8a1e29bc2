import type { FilterChain, TlsTermination } from '../model/index.js';
import { checkedEncode } from './checked-encode.js';
import { httpFilterChain, refusingFilterChain, tcpFilterChain, udpProxy } from './listener.js';
import { FILTER_CHAIN, LISTENER_FILTER } from './resources.js';
import type { ListenerRoutes } from './route-delivery.js';
import type { EnvoySettings } from './settings.js';

/** A FilterChain in its Listener. */
export interface EncodedChain {
  readonly listener: string;
  readonly bytes: Uint8Array;
  readonly routeTable?: string;
  readonly backendGroup?: string;
  readonly secrets: readonly string[];
  /** Without other chains it opens no port. */
  readonly isRefusing?: true;
}

export function encodedChain(chain: FilterChain, routes: ListenerRoutes, settings: EnvoySettings): EncodedChain {
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
}

function secretsOf(tls: TlsTermination | undefined): readonly string[] {
  if (tls === undefined) return [];
  return tls.clientValidation === undefined
    ? tls.certificates
    : [...tls.certificates, tls.clientValidation.trustBundle];
}
