import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What an echo upstream says it received. */
export interface Echoed {
  /** Name of the upstream that answered. */
  readonly name: string;
  readonly method: string;
  /** Path with the query, as it arrived. */
  readonly path: string;
  readonly host: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** With TLS: the server name that was asked for, and the common name of the client's certificate if it showed one. */
  readonly tls?: { readonly servername: string; readonly client: string | null };
}

/** An HTTP/1.1 server on 127.0.0.1 that answers every request with {@link Echoed} as JSON. */
export interface EchoServer {
  readonly name: string;
  readonly port: number;
  /** Requests answered so far. */
  readonly requests: number;
  close(): Promise<void>;
}

/** What an echo upstream with TLS shows; all of it PEM. */
export interface EchoTls {
  readonly cert: string;
  readonly key: string;
  /** Asks clients for certificates of these authorities, and refuses those without. */
  readonly clientCa?: string;
}

export interface TlsEchoServer extends EchoServer {
  /** For new connections. */
  show(tls: EchoTls): void;
}

/** Starts an echo upstream on a port the system chooses. */
export function startEcho(name: string): Promise<EchoServer> {
  return start(name, createServer);
}

/** Few, so that under load there are handshakes all the time. */
const REQUESTS_PER_CONNECTION = 5;

/** The same with TLS. */
export async function startTlsEcho(name: string, tls: EchoTls): Promise<TlsEchoServer> {
  const optionsOf = ({ cert, key, clientCa }: EchoTls) => ({
    cert,
    key,
    ...(clientCa !== undefined && { ca: clientCa, requestCert: true }),
  });
  let server: ReturnType<typeof createTlsServer> | undefined;
  const echo = await start(name, (handle) => {
    server = createTlsServer(optionsOf(tls), handle);
    server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION;
    return server;
  });
  return Object.assign(echo, {
    show: (next: EchoTls) => server?.setSecureContext(optionsOf(next)),
  });
}

async function start(
  name: string,
  create: (handle: RequestListener) => Pick<Server, keyof Server>,
): Promise<EchoServer> {
  let requests = 0;
  const server = create(async (request, response) => {
    const socket = request.socket as TLSSocket;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    requests += 1;
    const echoed: Echoed = {
      name,
      method: request.method ?? '',
      path: request.url ?? '',
      host: request.headers.host ?? '',
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
      ...(socket.encrypted && {
        tls: {
          servername: String((socket as unknown as { servername?: string }).servername),
          client: socket.getPeerCertificate().subject?.CN?.toString() ?? null,
        },
      }),
    };
    response.writeHead(200, { 'content-type': 'application/json', 'x-echo-name': name });
    response.end(JSON.stringify(echoed));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    name,
    port: (server.address() as AddressInfo).port,
    get requests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
