import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';

/** Longest message that is held in memory. */
const MOST_BYTES = 1 << 20;

const server = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES, perMessageDeflate: false });

/**
 * Takes a connection over as a WebSocket that returns every message (RFC 6455). A message above 1 MiB or a frame without a mask ends the
 * connection with the code that says so; another upgrade is answered 400.
 */
export function acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer): void {
  server.handleUpgrade(request, socket, head, (webSocket) => {
    webSocket.on('message', (message, binary) => webSocket.send(message, { binary }));
    // The connection ends by itself.
    webSocket.on('error', () => {});
  });
}
