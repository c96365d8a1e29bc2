import type { Entry } from '../collections/index.js';
import type { FilterChain, Listener, RouteTable } from '../model/index.js';
import { ANY_HOSTNAME } from './hostname.js';
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
export function* routeTable({ open, declared }: ResolvedListener): Generator<readonly [string, RouteTable]> {
  if (!open) return;
  const { proxy, port, protocol } = declared;
  const name = routeTableOf(declared);
  yield [name, { name, proxy, scheme: terminatesTls(protocol) ? 'https' : 'http', port }];
}

function filterChain({ declared, certificates }: ResolvedListener): FilterChain {
  const { name, hostname, protocol } = declared;
  const table = routeTableOf(declared);
  if (!terminatesTls(protocol)) return { kind: 'HTTP', name: 'http', routeTable: table };
  const serverNames = hostname === ANY_HOSTNAME ? [] : [hostname];
  return { kind: 'HTTP', name, routeTable: table, tls: { serverNames, certificates } };
}
