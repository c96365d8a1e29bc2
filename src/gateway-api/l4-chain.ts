import type { Entry, Lookup } from '../collections/index.js';
import type { FilterChain } from '../model/index.js';
import type { RouteParents } from './attachment.js';
import { ANY_HOSTNAME } from './hostname.js';
import type { CheckedL4Route } from './l4-route.js';
import { nameInGateway } from './listener-holder.js';
import type { ResolvedListener } from './listener-resolution.js';
import { tlsTermination } from './model-listener.js';
import { objectKey, pairKey, splitPair } from './names.js';
import { portKey } from './port-key.js';
import { transportOf } from './protocol.js';

/** A route that wants the connections for a server name on a port, or all of the port. */
export interface L4Claim {
  /** The {@link portKey}. */
  readonly port: string;
  /** `*` where there are no server names. */
  readonly domain: string;
  /** Key of the listener. */
  readonly listener: string;
  /** Key of the route. */
  readonly route: string;
}

/**
 * What a route claims, under keys in whose order the claims to one domain take precedence: by the hostname of the route itself, not by
 * what is left of it on the listener, then by age and name. Source: TLSRoute's `hostnames`.
 */
export function* l4Claims(
  { attachments }: RouteParents,
  { routes }: { readonly routes: Lookup<CheckedL4Route> },
  key: string,
): Generator<readonly [string, L4Claim]> {
  const route = routes.get(key);
  if (route === undefined) return;
  const age = `${route.created} ${objectKey(route.namespace, route.name)}`;
  for (const { listener, hostname, domain: owned } of attachments) {
    if (owned === undefined) continue;
    const { port, domain } = owned;
    yield [
      `${claimedDomain({ port, domain })}|${generality(hostname)} ${age} ${hostname}`,
      { port, domain, listener, route: key },
    ];
  }
}

const LONGEST = 253;

/** Sorts exact hostnames before others, and longer ones before shorter ones. */
function generality(hostname: string): string {
  return (hostname.startsWith('*') ? '1' : '0') + String(LONGEST - hostname.length).padStart(3, '0');
}

export function claimedDomain({ port, domain }: Pick<L4Claim, 'port' | 'domain'>): string {
  return pairKey(port, domain);
}

export function firstL4Claim([first]: readonly Entry<L4Claim>[]): L4Claim | undefined {
  return first?.value;
}

/** Groups what one route has got of one listener. */
export function listenerAndRoute({ listener, route }: L4Claim): string {
  return pairKey(listener, route);
}

/** What takes the connections or datagrams that a route has got of a listener. */
export interface L4Chain {
  readonly chain: Extract<FilterChain, { kind: 'TCP' | 'UDP' }>;
  /** Key of the route. */
  readonly route: string;
  /** `namespace/name`. */
  readonly gateway: string;
  readonly proxy: string;
  /** Whether the backend ends TLS, so that policies about TLS to it do not apply. */
  readonly passthrough: boolean;
}

export function l4Chain(
  won: readonly Entry<L4Claim>[],
  { resolvedListeners }: { readonly resolvedListeners: Lookup<ResolvedListener> },
  key: string,
): L4Chain | undefined {
  const [listenerKey, route] = splitPair(key);
  const resolved = resolvedListeners.get(listenerKey);
  if (resolved === undefined || !resolved.open) return undefined;
  const { holder, name: section, protocol, tlsMode, settings, gateway, proxy } = resolved.declared;
  const listener = portKey(resolved.declared);
  const own = nameInGateway(holder, section);
  const carries = { route, gateway, proxy, passthrough: tlsMode === 'Passthrough' };
  const named = (name: string) => ({
    listener,
    name,
    backendGroup: `${listener}/${name}`,
    ...(settings && { settings }),
  });
  // Without server names there is one chain, whichever route has it.
  if (tlsMode === undefined) {
    if (transportOf(protocol) === 'UDP') return { ...carries, chain: { kind: 'UDP', ...named(own) } };
    return { ...carries, chain: { kind: 'TCP', ...named(own), serverNames: [] } };
  }
  const domains = won.map(({ value }) => value.domain);
  const serverNames = domains.includes(ANY_HOSTNAME) ? [] : domains.sort();
  const tls = tlsMode === 'Terminate' && { tls: tlsTermination(resolved) };
  // The kind is the same for all routes of a listener with TLS.
  const name = `${own}:${route.slice(route.indexOf('/') + 1)}`;
  return { ...carries, chain: { kind: 'TCP', ...named(name), serverNames, ...tls } };
}

/** Under the key that it has among those of its listener. */
export function* l4FilterChain({ chain }: L4Chain): Generator<readonly [string, FilterChain]> {
  yield [pairKey(chain.listener, chain.name), chain];
}
