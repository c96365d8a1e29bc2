import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface EchoOptions {
  /** What it calls itself in its answers. */
  readonly name: string;
  readonly host?: string;
  /** 0 is chosen by the system. */
  readonly port: number;
}

/** What a server shows to clients with TLS: PEM. */
export interface EchoCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface EchoServer {
  readonly port: number;
  /** Ends connections, too. */
  close(): Promise<void>;
}

const HTTP_ALPN = ['h2', 'http/1.1'];

/**
 * Accepts connections, with a certificate those of TLS.
 *
 * @throws Error of Node's `listen`, such as EADDRINUSE, and of `node:tls` when the certificate and its key are no pair.
 */
export async function acceptConnections(
  { host = '127.0.0.1', port }: EchoOptions,
  tls: EchoCertificate | undefined,
  accept: (socket: Socket) => void,
): Promise<EchoServer> {
  const connected = (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    accept(socket);
  };
  const server: Server =
    tls === undefined
      ? createServer(connected)
      : createTlsServer({ cert: tls.certificate, key: tls.key, ALPNProtocols: HTTP_ALPN }, connected);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
