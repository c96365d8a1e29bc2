import type { Collection, Entry, Reader } from '../collections/index.js';
import type { RouteGroupKind } from '../resources/types.js';
import type { AllowedNamespaces } from './allowed-namespaces.js';
import { covering } from './hostname.js';
import type { DeclaredListener } from './listener.js';
import { keyOfHolder, type ListenerHolder } from './listener-holder.js';
import { routeTableOf } from './listener-resolution.js';
import { pairKey, portKey } from './names.js';
import type { PortVerdict } from './port-conflicts.js';
import { terminatesTls } from './protocol.js';

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
  readonly hostname: string;
  readonly routeKinds: readonly Required<RouteGroupKind>[];
  readonly allowedNamespaces: AllowedNamespaces;
  readonly tls: boolean;
  readonly routeTable: string;
  /** Whether it takes requests in principle: it is accepted, perhaps without a certificate. */
  readonly serving: boolean;
}

export function attachPoint(
  declared: DeclaredListener,
  portVerdicts: Collection<PortVerdict>,
  read: Reader,
): AttachPoint {
  const verdict = read.get(portVerdicts, declared.key);
  return {
    listener: declared.key,
    gateway: declared.gateway,
    holder: declared.holder,
    proxy: declared.proxy,
    section: declared.name,
    port: declared.port,
    hostname: declared.hostname,
    routeKinds: declared.routeKinds,
    allowedNamespaces: declared.allowedNamespaces,
    tls: terminatesTls(declared.protocol),
    routeTable: routeTableOf(declared),
    // Only listeners without a flaw of their own are judged.
    serving: verdict !== undefined && verdict.conflict === undefined && verdict.unavailable === undefined,
  };
}

/** Groups the listeners that a reference to their holder means. */
export function holderOfPoint({ holder }: AttachPoint): string {
  return keyOfHolder(holder);
}

export function servingPort({ serving, gateway, port }: AttachPoint): string | undefined {
  return serving ? portKey(gateway, port) : undefined;
}

/** Which listener has a hostname, by port of a Gateway and hostname. */
export type HostnameOwners = Collection<string>;

export function* hostnameOwner(point: AttachPoint): Generator<readonly [string, string]> {
  if (point.serving) yield [pairKey(portKey(point.gateway, point.port), point.hostname), point.listener];
}

/**
 * The listener that takes the requests for `domain` on a port of a Gateway: the one with the most specific hostname,
 * whether or not a route of it wants them (listener isolation).
 */
export function ownerOf(domain: string, port: string, owners: HostnameOwners, read: Reader): string | undefined {
  for (const hostname of covering(domain)) {
    const owner = read.get(owners, pairKey(port, hostname));
    if (owner !== undefined) return owner;
  }
  return undefined;
}

/** A domain of a route table, and the listener whose routes answer. */
export interface Domain {
  readonly routeTable: string;
  readonly domain: string;
  /** Key of the listener; absent where the request is misdirected. */
  readonly owner?: string;
}

/**
 * The domains that the listeners of a port have of themselves. With TLS each has its own table, where the hostnames of the
 * others are misdirected: a connection that was made for one listener must not reach another one's routes (GEP-3567).
 */
export function* listenerDomains(points: readonly Entry<AttachPoint>[]): Generator<readonly [string, Domain]> {
  for (const { value: point } of points) {
    const { routeTable, hostname, listener, tls } = point;
    yield [pairKey(routeTable, hostname), { routeTable, domain: hostname, owner: listener }];
    if (!tls) continue;
    for (const { value: other } of points) {
      if (other === point) continue;
      yield [pairKey(routeTable, other.hostname), { routeTable, domain: other.hostname }];
    }
  }
}
