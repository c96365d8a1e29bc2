import type { Socket } from 'node:net';
import { heard } from './heard.js';
import { acceptConnections, type EchoOptions, type EchoServer } from './tcp-server.js';

/** Longest line that is held in memory. */
const MOST_BYTES = 1 << 16;
const NEWLINE = 0x0a;

/**
 * A backend to try TCPRoutes and TLSRoutes on: answers each line with one of JSON, see {@link heard}. A line above 64 KiB ends the
 * connection.
 *
 * @throws Error of Node's `listen`, such as EADDRINUSE.
 */
export function startLineEcho(options: EchoOptions): Promise<EchoServer> {
  return acceptConnections(options, undefined, (socket) => answerLines(options.name, socket));
}

function answerLines(name: string, socket: Socket): void {
  let begun = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    begun = Buffer.concat([begun, chunk]);
    for (let end = begun.indexOf(NEWLINE); end >= 0; end = begun.indexOf(NEWLINE)) {
      const line = begun.toString('utf8', 0, end).replace(/\r$/, '');
      socket.write(heard(name, socket, line));
      begun = begun.subarray(end + 1);
    }
    if (begun.length > MOST_BYTES) socket.destroy();
  });
}
