import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { heard } from './heard.js';
import type { EchoOptions, EchoServer } from './tcp-server.js';

/**
 * A backend to try UDPRoutes on: answers each datagram with one of JSON, see {@link heard}. An answer that is too long for a datagram
 * is lost.
 *
 * @throws Error of Node's `bind`, such as EADDRINUSE.
 */
export async function startDatagramEcho({ name, host = '127.0.0.1', port }: EchoOptions): Promise<EchoServer> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  socket.bind(port, host);
  await once(socket, 'listening');
  socket.on('message', (data, { address, port }) => {
    const answer = heard(name, { remoteAddress: address, remotePort: port }, data.toString().trimEnd());
    socket.send(answer, port, address, () => {});
  });
  // Such as of a client that is gone.
  socket.on('error', () => {});
  return {
    port: socket.address().port,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
