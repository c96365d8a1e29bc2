import type { Lookup } from '../collections/index.js';
import type { RouteGroupKind } from '../resources/types.js';
import type { AllowedNamespaces } from './allowed-namespaces.js';
import { covering } from './hostname.js';
import type { DeclaredListener } from './listener.js';
import { keyOfHolder, type ListenerHolder, nameInGateway } from './listener-holder.js';
import { pairKey } from './names.js';
import type { PortVerdict } from './port-conflicts.js';
import { portKey } from './port-key.js';

/** What routes see of a listener. Its certificates, addresses and status do not matter to them. */
export interface AttachPoint {
  /** Key of the listener. */
  readonly listener: string;
  readonly gateway: string;
  readonly holder: ListenerHolder;
  readonly proxy: string;
  /** Name of the listener in its holder. */
  readonly section: string;
  readonly port: number;
  /** The {@link portKey}: name of its model Listener. */
  readonly portKey: string;
  readonly hostname: string;
  readonly routeKinds: readonly Required<RouteGroupKind>[];
  readonly allowedNamespaces: AllowedNamespaces;
  /** With TLS: name of the chain that takes its connections. */
  readonly chain?: string;
  /** Whether it takes requests in principle: it is accepted, perhaps without a certificate. */
  readonly serving: boolean;
  /** It is not accepted, and requests for its hostname are refused: no other listener may answer them without its filters. */
  readonly closed?: true;
}

export function attachPoint(
  declared: DeclaredListener,
  { portVerdicts }: { readonly portVerdicts: Lookup<PortVerdict> },
): AttachPoint {
  const verdict = portVerdicts.get(declared.key);
  return {
    listener: declared.key,
    gateway: declared.gateway,
    holder: declared.holder,
    proxy: declared.proxy,
    section: declared.name,
    port: declared.port,
    portKey: portKey(declared),
    hostname: declared.hostname,
    routeKinds: declared.routeKinds,
    allowedNamespaces: declared.allowedNamespaces,
    ...(declared.tlsMode && { chain: nameInGateway(declared.holder, declared.name) }),
    // Only listeners without a flaw of their own are judged.
    serving:
      verdict !== undefined && !verdict.closes && verdict.conflict === undefined && verdict.unavailable === undefined,
    ...(verdict?.closes && { closed: verdict.closes }),
  };
}

/** Groups the listeners that a reference to their holder means. */
export function holderOfPoint({ holder }: AttachPoint): string {
  return keyOfHolder(holder);
}

/** Which listener has a hostname, by port of a Gateway and hostname. */
export type HostnameOwners = Lookup<string>;

export function* hostnameOwner(point: AttachPoint): Generator<readonly [string, string]> {
  if (point.serving || point.closed) yield [pairKey(point.portKey, point.hostname), point.listener];
}

/**
 * The listener that takes the requests for `domain` on a port of a Gateway: the one with the most specific hostname,
 * whether or not a route of it wants them (listener isolation).
 */
export function ownerOf(domain: string, port: string, owners: HostnameOwners): string | undefined {
  for (const hostname of covering(domain)) {
    const owner = owners.get(pairKey(port, hostname));
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** A domain on a port of a Gateway, and the listener whose routes answer. */
export interface Domain {
  /** The {@link portKey}. */
  readonly port: string;
  readonly domain: string;
  /** Key of the listener. */
  readonly owner: string;
  /** With TLS: name of the chain that takes the connections of that listener. */
  readonly chain?: string;
  /** Every request for it is refused. */
  readonly closed?: true;
}

/** The domain that a listener has of itself, whether or not there are routes. */
export function* listenerDomain(point: AttachPoint): Generator<readonly [string, Domain]> {
  if (point.serving || point.closed) yield keyedDomain(domainOn(point, point.hostname));
}

/** A domain that a listener owns. */
export function domainOn({ portKey, listener, chain, closed }: AttachPoint, domain: string): Domain {
  return { port: portKey, domain, owner: listener, ...(chain !== undefined && { chain }), ...(closed && { closed }) };
}

export function keyedDomain(domain: Domain): readonly [string, Domain] {
  return [pairKey(domain.port, domain.domain), domain];
}
