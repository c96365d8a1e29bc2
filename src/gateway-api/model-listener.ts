import type { Entry } from '../collections/index.js';
import type { HttpFilterChain, Listener, RouteTable, TlsTermination } from '../model/index.js';
import type { ClientCertificates } from './gateway.js';
import { ANY_HOSTNAME } from './hostname.js';
import { nameInGateway } from './listener-holder.js';
import type { ResolvedListener } from './listener-resolution.js';
import { pairKey } from './names.js';
import { portKey } from './port-key.js';
import { beginsWithTls, carriesHttp, transportOf } from './protocol.js';

/** The listeners of one port of a Gateway, which are told from each other by one thing, as what the proxy opens. */
export function modelListener(
  [first]: readonly Entry<ResolvedListener>[],
  _reads: unknown,
  name: string,
): Listener | undefined {
  if (first === undefined) return undefined;
  const { proxy, addresses, port, protocol } = first.value.declared;
  return { name, proxy, addresses, port, transport: transportOf(protocol), tls: beginsWithTls(protocol) };
}

/** The table that answers for all listeners of one port of a Gateway that take HTTP requests. */
export function routeTable(
  listeners: readonly Entry<ResolvedListener>[],
  { clientCertificates }: { readonly clientCertificates: ClientCertificates },
  name: string,
): RouteTable | undefined {
  const first = listeners.find(({ value }) => carriesHttp(value.declared.protocol));
  if (first === undefined) return undefined;
  const { proxy, port, protocol, gateway } = first.value.declared;
  const scheme = protocol === 'HTTPS' ? 'https' : 'http';
  const clientCertificate = clientCertificates.get(gateway)?.certificate;
  return { name, proxy, scheme, port, ...(clientCertificate && { clientCertificate }) };
}

/** The chain that takes the connections of a listener for HTTP. Without TLS all listeners of a port have the same one. */
export function* httpFilterChain(resolved: ResolvedListener): Generator<readonly [string, HttpFilterChain]> {
  const { holder, hostname, protocol, settings, name: section, ...declared } = resolved.declared;
  if (!resolved.open || !carriesHttp(protocol)) return;
  const listener = portKey({ ...declared, protocol });
  const name = protocol === 'HTTPS' ? nameInGateway(holder, section) : 'http';
  const serverNames = hostname === ANY_HOSTNAME ? [] : [hostname];
  const tls = protocol === 'HTTPS' && { serverNames, ...tlsTermination(resolved) };
  const chain = { kind: 'HTTP', listener, routeTable: listener, ...(settings && { settings }), name } as const;
  yield [pairKey(listener, name), { ...chain, ...(tls && { tls }) }];
}

/** TLS as a listener that ends it does. */
export function tlsTermination({ certificates, clientValidation }: ResolvedListener): TlsTermination {
  return { certificates, ...(clientValidation && { clientValidation }) };
}
