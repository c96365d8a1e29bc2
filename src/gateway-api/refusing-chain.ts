import type { Lookup } from '../collections/index.js';
import type { RefusingFilterChain } from '../model/index.js';
import type { AttachPoint } from './attach-point.js';
import { ANY_HOSTNAME } from './hostname.js';
import { claimedDomain, type L4Claim } from './l4-chain.js';
import { nameInGateway } from './listener-holder.js';
import type { ResolvedListener } from './listener-resolution.js';
import { pairKey } from './names.js';
import { portKey } from './port-key.js';
import { beginsWithTls, carriesHttp } from './protocol.js';

export interface RefusingChainReads {
  readonly attachPoints: Lookup<AttachPoint>;
  /** By {@link claimedDomain}. */
  readonly won: Lookup<L4Claim>;
}

/**
 * What keeps the server name of a listener from the chains of less specific listeners, which would take it without the certificate, the
 * client certificates and the routes of its own: where it cannot be opened, or no route of it wants the whole of its hostname.
 */
export function* refusingChain(
  { declared, open }: ResolvedListener,
  { attachPoints, won }: RefusingChainReads,
): Generator<readonly [string, RefusingFilterChain]> {
  const { key, hostname, protocol, holder, name: section } = declared;
  if (!beginsWithTls(protocol) || hostname === ANY_HOSTNAME) return;
  const point = attachPoints.get(key);
  if (!point?.serving && !point?.closed) return;
  const listener = portKey(declared);
  const isTaken = carriesHttp(protocol) || won.get(claimedDomain({ port: listener, domain: hostname })) !== undefined;
  if (open && isTaken) return;
  // Routes have a slash in their names.
  const name = `${nameInGateway(holder, section)}:refused`;
  yield [pairKey(listener, name), { kind: 'Refusing', listener, name, serverNames: [hostname] }];
}
