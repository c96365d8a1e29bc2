import type { Entry, Reader } from '../collections/index.js';
import type { FilterChain, Listener, RouteTable } from '../model/index.js';
import type { ClientCertificates } from './gateway.js';
import { ANY_HOSTNAME } from './hostname.js';
import { nameInGateway } from './listener-holder.js';
import type { ResolvedListener } from './listener-resolution.js';
import { portKey } from './names.js';
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

function filterChain({ declared, certificates, clientValidation }: ResolvedListener): FilterChain {
  const { hostname, protocol, gateway, port } = declared;
  const table = portKey(gateway, port);
  if (!terminatesTls(protocol)) return { kind: 'HTTP', name: 'http', routeTable: table };
  const serverNames = hostname === ANY_HOSTNAME ? [] : [hostname];
  return {
    kind: 'HTTP',
    name: nameInGateway(declared.holder, declared.name),
    routeTable: table,
    tls: { serverNames, certificates, ...(clientValidation && { clientValidation }) },
  };
}
