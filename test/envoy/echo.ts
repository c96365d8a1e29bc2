import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

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
}

/** An HTTP/1.1 server on 127.0.0.1 that answers every request with {@link Echoed} as JSON. */
export interface EchoServer {
  readonly name: string;
  readonly port: number;
  /** Requests answered so far. */
  readonly requests: number;
  close(): Promise<void>;
}

/** Starts an echo upstream on a port the system chooses. */
export async function startEcho(name: string): Promise<EchoServer> {
  let requests = 0;
  const server = createServer(async (request, response) => {
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
