import type { Entry, Reader } from '../collections/index.js';
import type { FilterChain, Listener, RouteTable } from '../model/index.js';
import type { ClientCertificates } from './gateway.js';
import { ANY_HOSTNAME } from './hostname.js';
import { nameInGateway } from './listener-holder.js';
import { type ResolvedListener, routeTableOf } from './listener-resolution.js';
import { terminatesTls } from './protocol.js';

/** The listeners of one port of a Gateway, which are all of one protocol, as what the proxy opens. */
export function modelListener(entries: readonly Entry<ResolvedListener>[], name: string): Listener | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const { proxy, addresses, port, silent } = first.value.declared;
  const chains = new Map(entries.map(({ value }) => filterChain(value)).map((chain) => [chain.name, chain]));
  return {
    name,
    proxy,
    addresses,
    port,
    transport: 'TCP',
    ...(silent && { silent }),
    chains: [...chains.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Listeners of one port without TLS share a table. */
export function* routeTable(
  { open, declared }: ResolvedListener,
  clientCertificates: ClientCertificates,
  read: Reader,
): Generator<readonly [string, RouteTable]> {
  if (!open) return;
  const { proxy, port, protocol, gateway } = declared;
  const name = routeTableOf(declared);
  const scheme = terminatesTls(protocol) ? 'https' : 'http';
  const clientCertificate = read.get(clientCertificates, gateway)?.certificate;
  yield [name, { name, proxy, scheme, port, ...(clientCertificate && { clientCertificate }) }];
}

function filterChain({ declared, certificates, clientValidation }: ResolvedListener): FilterChain {
  const { hostname, protocol } = declared;
  const table = routeTableOf(declared);
  if (!terminatesTls(protocol)) return { kind: 'HTTP', name: 'http', routeTable: table };
  const serverNames = hostname === ANY_HOSTNAME ? [] : [hostname];
  return {
    kind: 'HTTP',
    name: nameInGateway(declared.holder, declared.name),
    routeTable: table,
    tls: { serverNames, certificates, ...(clientValidation && { clientValidation }) },
  };
}
