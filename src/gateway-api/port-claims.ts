import type { Entry } from '../collections/index.js';
import { ANY_HOSTNAME } from './hostname.js';
import type { DeclaredListener } from './listener.js';
import { keyOfHolder, type ListenerHolder } from './listener-holder.js';
import { pairKey } from './names.js';
import { portKey } from './port-key.js';
import type { Problem } from './problem.js';
import { type Transport, toldBy, transportOf } from './protocol.js';

/** What one holder of listeners wants of one port of a Gateway. */
export interface PortClaim {
  readonly gateway: string;
  readonly proxy: string;
  readonly port: number;
  readonly transport: Transport;
  /** When the Gateway was created. */
  readonly age: string;
  readonly addresses: readonly string[];
  readonly holder: ListenerHolder;
  /** A protocol of those of its listeners that can be told from each other; absent when there is none. */
  readonly protocol?: string;
  /** Listeners that cannot be told from another one of the same holder, by key. */
  readonly conflicts: Readonly<Record<string, OwnConflict>>;
}

/** Why a listener cannot be told from others of its holder: none of these is served. */
export interface OwnConflict {
  /** When the holder is the first to want the port. */
  readonly first: Problem;
  /** When the port goes to another holder, and those that do not keep to its protocol are out anyway. */
  readonly later?: Problem;
}

/**
 * The listeners that compete for ports, under keys in whose order those of one Gateway take precedence. One that is not going to be
 * opened in any case does not compete.
 */
export function* contender(listener: DeclaredListener): Generator<readonly [string, DeclaredListener]> {
  if (!listener.gatewayAccepted || listener.problem !== undefined) return;
  yield [`${listener.holder.rank} ${listener.key}`, listener];
}

/** Groups the listeners of one holder that want one port. */
export function holderPort(listener: DeclaredListener): string {
  return pairKey(keyOfHolder(listener.holder), portKey(listener));
}

/** Key of the claim that a listener is part of. Those to one port take precedence in the order of their keys. */
export function claimKey(listener: DeclaredListener): string {
  return `${listener.holder.rank} ${portKey(listener)}`;
}

export function* portClaim(entries: readonly Entry<DeclaredListener>[]): Generator<readonly [string, PortClaim]> {
  const listeners = entries.map(({ value }) => value);
  const [first] = listeners;
  if (first === undefined) return;
  const { gateway, proxy, port, age, addresses, holder } = first;
  const transport = transportOf(first.protocol);
  const conflicts = listeners.flatMap((each) => {
    const others = listeners.filter((other) => other !== each);
    const later = sameOf(each, others);
    const first = mixedOf(each, others) ?? later;
    return first === undefined ? [] : [[each.key, { first, ...(later && { later }) }] as const];
  });
  const distinct = conflicts.length < listeners.length;
  const claim = { gateway, proxy, port, transport, age, addresses, holder, conflicts: Object.fromEntries(conflicts) };
  yield [claimKey(first), distinct ? { ...claim, protocol: first.protocol } : claim];
}

/** All listeners that are not distinct lose; there is no winner among those of one holder. */
function mixedOf({ protocol, port }: DeclaredListener, others: readonly DeclaredListener[]): Problem | undefined {
  const mixed = others.filter((other) => toldBy(other.protocol) !== toldBy(protocol));
  if (mixed.length === 0) return undefined;
  const found = mixed.map(({ name, protocol: other }) => `${name} (${other})`).join(', ');
  return {
    reason: 'ProtocolConflict',
    message: `protocol: ${protocol} cannot share port ${port} with listener ${found}.`,
  };
}

function sameOf(listener: DeclaredListener, others: readonly DeclaredListener[]): Problem | undefined {
  const told = toldBy(listener.protocol);
  const same = others.filter(({ protocol, hostname }) => toldBy(protocol) === told && hostname === listener.hostname);
  if (same.length === 0) return undefined;
  return sameConflict(listener, `listener ${same.map(({ name }) => name).join(', ')}`);
}

/** That another listener of the same port takes the same connections or requests. */
export function sameConflict({ protocol, hostname, port }: DeclaredListener, other: string): Problem {
  if (toldBy(protocol) === 'Port') {
    return { reason: 'ProtocolConflict', message: `port: ${other} takes all of ${protocol} on port ${port} too.` };
  }
  const wanted = hostname === ANY_HOSTNAME ? 'no hostname' : `hostname ${hostname}`;
  return { reason: 'HostnameConflict', message: `hostname: ${other} has ${wanted} on port ${port} too.` };
}
