import type { Entry } from '../collections/index.js';
import { ANY_HOSTNAME, covers } from './hostname.js';
import { addressesOverlap } from './ip-address.js';
import type { DeclaredListener } from './listener.js';
import { pairKey } from './names.js';
import type { Problem } from './problem.js';
import { terminatesTls } from './protocol.js';

/** What comes out of looking at all listeners of a port of a proxy together. */
export interface PortVerdict {
  /** The listener cannot be told from another one of its Gateway: neither is served. */
  readonly conflict?: Problem;
  /** The port belongs to another Gateway. */
  readonly unavailable?: Problem;
  /** Names of the listeners whose hostnames overlap with those of this one, both with TLS. */
  readonly overlaps?: readonly string[];
}

/** Groups the listeners that compete for a port. One that is not going to be opened in any case does not compete. */
export function contestedPort(listener: DeclaredListener): string | undefined {
  if (!listener.gatewayAccepted || listener.problem !== undefined) return undefined;
  return pairKey(listener.proxy, `${listener.port}`);
}

/** A verdict for each of the listeners that want one port of one proxy. */
export function* judgePort(entries: readonly Entry<DeclaredListener>[]): Generator<readonly [string, PortVerdict]> {
  const byGateway = new Map<string, DeclaredListener[]>();
  for (const { value } of entries) {
    const listeners = byGateway.get(value.gateway);
    if (listeners === undefined) byGateway.set(value.gateway, [value]);
    else listeners.push(value);
  }
  const holders: { readonly gateway: string; readonly addresses: readonly string[] }[] = [];
  for (const [gateway, listeners] of [...byGateway].sort(([, a], [, b]) => byAge(a[0], b[0]))) {
    const conflicts = new Map(listeners.map((each) => [each.key, conflictOf(each, listeners)]));
    const distinct = listeners.filter(({ key }) => conflicts.get(key) === undefined);
    const addresses = listeners[0]?.addresses ?? [];
    const holder = holders.find((other) => overlap(other.addresses, addresses));
    if (holder === undefined && distinct.length > 0) holders.push({ gateway, addresses });
    for (const listener of listeners) {
      const conflict = conflicts.get(listener.key);
      const overlaps = overlapsOf(listener, distinct);
      yield [
        listener.key,
        {
          ...(conflict && { conflict }),
          ...(holder && !conflict && { unavailable: unavailable(listener, holder.gateway) }),
          ...(overlaps.length > 0 && { overlaps }),
        },
      ];
    }
  }
}

/** Older Gateways first. */
function byAge(a: DeclaredListener | undefined, b: DeclaredListener | undefined): number {
  const rank = (each: DeclaredListener | undefined) => `${each?.age}|${each?.gateway}`;
  return rank(a) < rank(b) ? -1 : 1;
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((other) => addressesOverlap(one, other)));
}

function unavailable({ port, addresses }: DeclaredListener, holder: string): Problem {
  return {
    reason: 'PortUnavailable',
    message: `port: ${port} on ${addresses.join(', ')} belongs to Gateway ${holder}, which is older. Use another port or address.`,
  };
}

/** All listeners that are not distinct lose; there is no winner among them. */
function conflictOf(listener: DeclaredListener, listeners: readonly DeclaredListener[]): Problem | undefined {
  const others = listeners.filter((each) => each !== listener);
  const mixed = others.filter(({ protocol }) => protocol !== listener.protocol);
  if (mixed.length > 0) {
    const found = mixed.map(({ name, protocol }) => `${name} (${protocol})`).join(', ');
    return {
      reason: 'ProtocolConflict',
      message: `protocol: ${listener.protocol} cannot share port ${listener.port} with listener ${found}.`,
    };
  }
  const same = others.filter(({ hostname }) => hostname === listener.hostname);
  if (same.length === 0) return undefined;
  const names = same.map(({ name }) => name).join(', ');
  const hostname = listener.hostname === ANY_HOSTNAME ? 'no hostname' : `hostname ${listener.hostname}`;
  return {
    reason: 'HostnameConflict',
    message: `hostname: listener ${names} has ${hostname} on port ${listener.port} too.`,
  };
}

function overlapsOf(listener: DeclaredListener, listeners: readonly DeclaredListener[]): readonly string[] {
  if (!terminatesTls(listener.protocol)) return [];
  return listeners
    .filter((other) => other !== listener)
    .filter(({ hostname }) => covers(hostname, listener.hostname) || covers(listener.hostname, hostname))
    .map(({ name }) => name);
}
