import { isIPv4 } from 'node:net';
import { type Address, SocketAddress_Protocol } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { Listener } from '../envoy-api/generated/envoy/config/listener/v3.js';

const ANY = '::';

/** The addresses of a listener. `::` is IPv4 too, unless an IPv4 address is there beside it. */
export function bind(
  addresses: readonly string[],
  port: number,
  transport: 'TCP' | 'UDP' = 'TCP',
): Pick<Listener, 'address' | 'additional_addresses'> {
  const compatible = !addresses.some((ip) => isIPv4(ip));
  const [address, ...additional] = addresses.map(
    (ip): Address => ({
      socket_address: {
        ...(transport === 'UDP' && { protocol: SocketAddress_Protocol.UDP }),
        address: ip,
        port_value: port,
        ...(ip === ANY && compatible && { ipv4_compat: true }),
      },
    }),
  );
  return { address, additional_addresses: additional.map((each) => ({ address: each })) };
}
