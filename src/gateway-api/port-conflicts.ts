import type { Entry, Lookup } from '../collections/index.js';
import { ANY_HOSTNAME, covering, isHostname } from './hostname.js';
import { addressesOverlap, isPort } from './ip-address.js';
import type { DeclaredListener } from './listener.js';
import { type ListenerHolder, tellHolder } from './listener-holder.js';
import { pairKey } from './names.js';
import { claimKey, type PortClaim, sameConflict } from './port-claims.js';
import { portKey } from './port-key.js';
import type { Problem } from './problem.js';
import { beginsWithTls, toldBy } from './protocol.js';

/**
 * Which listener gets what it wants. Nothing here looks at all listeners of a port at once, since there can be thousands: the first
 * holder to claim a port decides its protocol, and of the listeners that keep to it the first to want a hostname gets that.
 */
export interface PortVerdict {
  /** The listener cannot be told from another one of its Gateway, and is not served. */
  readonly conflict?: Problem;
  /** The port belongs to another Gateway. */
  readonly unavailable?: Problem;
  /** Its hostname overlaps with that of another one, both with TLS. */
  readonly overlaps?: true;
  /** The listener is not served, and no other one has its hostname: what asks for it is refused. */
  readonly closes?: true;
}

/** A listener that has got its hostname on its port, unless the port belongs to another Gateway. */
export interface HostnameWinner {
  /** It is not served: nothing else may take the hostname past what it would have asked for. */
  readonly refused?: true;
  /** Key of the listener. */
  readonly listener: string;
  readonly holder: ListenerHolder;
  /** The {@link portKey}. */
  readonly port: string;
  readonly hostname: string;
  readonly tls: boolean;
}

export interface ClaimReads {
  /** By {@link claimKey}. */
  readonly portClaims: Lookup<PortClaim>;
  /** By what its listeners are told from each other, by {@link portKey}; what nearly every listener reads, so that it does not matter to them who owns the port. */
  readonly portsToldBy: Lookup<string>;
  /** The claim that decides the protocol, by {@link portKey}. */
  readonly portOwners: Lookup<PortClaim>;
}

export interface VerdictReads extends ClaimReads {
  /** The Gateway that has the port instead, by {@link portKey}. */
  readonly takenPorts: Lookup<string>;
  /** By {@link portHostname}. */
  readonly hostnameWinners: Lookup<HostnameWinner>;
  /** Hostnames with TLS that cover more than one winner, themselves included, by {@link portHostname}. */
  readonly sharedHostnames: Lookup<true>;
}

/** Groups the claims to one port of a Gateway, the first of which decides its protocol. */
export function claimedPort({ protocol, gateway, port }: PortClaim): string | undefined {
  return protocol === undefined ? undefined : portKey({ gateway, port, protocol });
}

export function firstClaim([first]: readonly Entry<PortClaim>[]): PortClaim | undefined {
  return first?.value;
}

/** Groups the Gateways that compete for a port of a proxy. */
export function proxyPort({ proxy, port, transport }: PortClaim): string {
  return pairKey(proxy, `${port}/${transport}`);
}

/** The ports of Gateways that belong to another one, which is older and binds an address of theirs, and which that is. */
export function* takenPorts(entries: readonly Entry<PortClaim>[]): Generator<readonly [string, string]> {
  const order = ({ value }: Entry<PortClaim>) => `${value.age}|${value.gateway}`;
  const holders: PortClaim[] = [];
  for (const { key, value } of [...entries].sort((a, b) => (order(a) < order(b) ? -1 : 1))) {
    const holder = holders.find(({ addresses }) => overlap(addresses, value.addresses));
    if (holder === undefined) holders.push(value);
    else yield [key, holder.gateway];
  }
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((other) => addressesOverlap(one, other)));
}

/**
 * A listener that keeps to the protocol of its port, under keys in whose order they get hostnames. One that has a flaw comes after the good
 * ones of its holder: else those of other holders would get a hostname when a filter that protects it is misspelt. One in conflict with its
 * own holder comes last.
 */
export function* hostnameContender(
  listener: DeclaredListener,
  reads: ClaimReads,
): Generator<readonly [string, HostnameWinner]> {
  const { key, holder, hostname, protocol, problem, gatewayAccepted } = listener;
  if (!gatewayAccepted) return;
  const port = portKey(listener);
  const winner = { listener: key, holder, port, hostname, tls: beginsWithTls(protocol) };
  const conflict = claimConflict(listener, reads);
  if (conflict === undefined && problem === undefined) yield [`${holder.rank} ${key}`, winner];
  else if (canHaveHostname(listener) && reads.portsToldBy.get(port) === toldBy(protocol))
    yield [conflict === undefined ? `${holder.rank} ~${key}` : `~ ${holder.rank} ${key}`, { ...winner, refused: true }];
}

/** Whether it is right so far that it is known which requests or connections it asks for. */
function canHaveHostname({ protocol, port, hostname }: DeclaredListener): boolean {
  return toldBy(protocol) !== 'Port' && isPort(port) && (hostname === ANY_HOSTNAME || isHostname(hostname));
}

export function portHostname({ port, hostname }: Pick<HostnameWinner, 'port' | 'hostname'>): string {
  return pairKey(port, hostname);
}

export function firstToWant([first]: readonly Entry<HostnameWinner>[]): HostnameWinner | undefined {
  return first?.value;
}

/** The hostnames that cover that of a winner, its own included. */
export function coveredBy({ port, hostname, tls, refused }: HostnameWinner): string[] {
  return tls && !refused ? Array.from(covering(hostname), (each) => portHostname({ port, hostname: each })) : [];
}

export function portVerdict(listener: DeclaredListener, reads: VerdictReads): PortVerdict | undefined {
  if (!listener.gatewayAccepted) return undefined;
  const conflict = claimConflict(listener, reads);
  const port = portKey(listener);
  const winner = reads.hostnameWinners.get(portHostname({ port, hostname: listener.hostname }));
  const closes = winner?.refused && winner.listener === listener.key ? { closes: true as const } : undefined;
  if (conflict !== undefined) return { conflict, ...closes };
  if (listener.problem !== undefined) return closes;
  if (winner === undefined) return undefined;
  if (winner.listener !== listener.key) {
    return { conflict: sameConflict(listener, `${tell(winner.holder, listener.holder)}, which takes precedence,`) };
  }
  const taken = reads.takenPorts.get(port);
  return {
    ...(taken !== undefined && { unavailable: unavailable(listener, taken) }),
    ...(winner.tls && overlaps(winner, reads) && { overlaps: true }),
  };
}

/** A conflict with a listener of the same holder, or with the protocol that the port has got from another one. */
function claimConflict(
  listener: DeclaredListener,
  { portClaims, portsToldBy, portOwners }: ClaimReads,
): Problem | undefined {
  const own = portClaims.get(claimKey(listener))?.conflicts[listener.key];
  const { protocol, port, holder, problem } = listener;
  // A protocol that is not supported is in conflict all the same; with any other flaw of its own a listener is not judged.
  if (problem !== undefined && problem.reason !== 'UnsupportedProtocol') return undefined;
  const key = portKey(listener);
  const keeps = (portsToldBy.get(key) ?? toldBy(protocol)) === toldBy(protocol);
  if (own === undefined && keeps) return undefined;
  const owner = portOwners.get(key);
  const isLater = owner !== undefined && owner.holder.rank < holder.rank;
  if (keeps || owner === undefined) return isLater ? own?.later : own?.first;
  if (!isLater && own !== undefined) return own.first;
  if (owner.holder.rank === holder.rank) return undefined;
  return {
    reason: 'ProtocolConflict',
    message: `protocol: ${protocol} cannot share port ${port} with ${owner.protocol}, the protocol there of ${tell(owner.holder, holder)}, which takes precedence.`,
  };
}

/** What other namespaces have is not for everybody to know, except for the Gateway that a ListenerSet refers to itself. */
function tell(other: ListenerHolder, own: ListenerHolder): string {
  const known = other.kind === 'Gateway' || other.namespace === own.namespace;
  return known ? tellHolder(other) : 'a ListenerSet of another namespace';
}

function unavailable({ port, addresses }: DeclaredListener, holder: string): Problem {
  return {
    reason: 'PortUnavailable',
    message: `port: ${port} on ${addresses.join(', ')} belongs to Gateway ${holder}, which is older. Use another port or address.`,
  };
}

function overlaps({ port, hostname }: HostnameWinner, reads: VerdictReads): boolean {
  const [own, ...wider] = Array.from(covering(hostname), (each) => portHostname({ port, hostname: each }));
  if (own !== undefined && reads.sharedHostnames.get(own)) return true;
  const others = wider.map((each) => reads.hostnameWinners.get(each));
  return others.some((other) => other !== undefined && !other.refused);
}
