import type { Entry, Reader } from '../collections/index.js';
import type { FilterChain, Listener, RouteTable } from '../model/index.js';
import type { ClientCertificates } from './gateway.js';
import { ANY_HOSTNAME } from './hostname.js';
import { nameInGateway } from './listener-holder.js';
import type { ResolvedListener } from './listener-resolution.js';
import { pairKey, portKey } from './names.js';
import { terminatesTls } from './protocol.js';

/** The listeners of one port of a Gateway, which are all of one protocol, as what the proxy opens. */
export function modelListener([first]: readonly Entry<ResolvedListener>[], name: string): Listener | undefined {
  if (first === undefined) return undefined;
  const { proxy, addresses, port, protocol } = first.value.declared;
  return { name, proxy, addresses, port, transport: 'TCP', tls: terminatesTls(protocol) };
}

/** The table that answers for all listeners of one port of a Gateway. */
export function routeTable(
  [first]: readonly Entry<ResolvedListener>[],
  name: string,
  clientCertificates: ClientCertificates,
  read: Reader,
): RouteTable | undefined {
  if (first === undefined) return undefined;
  const { proxy, port, protocol, gateway } = first.value.declared;
  const scheme = terminatesTls(protocol) ? 'https' : 'http';
  const clientCertificate = read.get(clientCertificates, gateway)?.certificate;
  return { name, proxy, scheme, port, ...(clientCertificate && { clientCertificate }) };
}

/** The chain that takes the connections of a listener. Without TLS all listeners of a port have the same one. */
export function* filterChain({
  open,
  declared,
  certificates,
  clientValidation,
}: ResolvedListener): Generator<readonly [string, FilterChain]> {
  if (!open) return;
  const { holder, gateway, port, hostname, protocol, silent } = declared;
  const listener = portKey(gateway, port);
  const chain = { kind: 'HTTP', listener, routeTable: listener, ...(silent && { silent }) } as const;
  const name = terminatesTls(protocol) ? nameInGateway(holder, declared.name) : 'http';
  const serverNames = hostname === ANY_HOSTNAME ? [] : [hostname];
  const tls = { serverNames, certificates, ...(clientValidation && { clientValidation }) };
  yield [pairKey(listener, name), { ...chain, name, ...(terminatesTls(protocol) && { tls }) }];
}
