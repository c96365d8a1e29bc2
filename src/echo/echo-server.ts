import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { answerGrpc, calledMethod, isGrpc } from './grpc.js';
import { acceptConnections, type EchoCertificate, type EchoOptions, type EchoServer } from './tcp-server.js';
import { acceptWebSocket } from './web-socket.js';

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

const LONGEST_DELAY_MS = 30_000;
/** RFC 9113, 3.4. */
const HTTP2_PREFACE = 'PRI * HTTP/2.0';

/**
 * A backend to try routes on: answers with what it received, as JSON. `/status/NNN` sets the status, `?delay=250ms` waits, and a
 * request header `x-echo-set-header: name: value` sets a header of the response. Speaks HTTP/1.1, HTTP/2 without TLS, and returns
 * the text frames of a WebSocket. gRPC calls of any service and method are answered by gRPC, see {@link answerGrpc}.
 *
 * @param tls to speak all of it over TLS.
 * @throws Error of Node's `listen`, such as EADDRINUSE, and of `node:tls` when the certificate and its key are no pair.
 */
export function startEcho(options: EchoOptions, tls?: EchoCertificate): Promise<EchoServer> {
  const { name } = options;
  let requests = 0;
  const handle = (request: Request, response: Response) => {
    requests++;
    reply(name, requests, request, response).catch((error: Error) => {
      // The client went away, or asked for what can not be said in HTTP.
      if (response.headersSent) return;
      response.statusCode = 400;
      (response as ServerResponse).end(`${error.message}\n`);
    });
  };
  const http1 = createHttpServer(handle).on('upgrade', acceptWebSocket);
  http1.keepAliveTimeout = 75_000;
  const http2 = createHttp2Server((request, response) => {
    if (!isGrpc(request.headers)) return handle(request, response);
    requests++;
    const what = { name, ...calledMethod(request.url), requests, ...receivedBy(request) };
    response.setHeader('x-echo-name', name);
    answerGrpc(request, response, JSON.stringify(what, undefined, 2));
  });
  // One port for both versions: a client that speaks HTTP/2 without TLS says so in its first bytes.
  return acceptConnections(options, tls, (socket) => {
    let begun = Buffer.alloc(0);
    const choose = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      begun = Buffer.concat([begun, chunk]);
      const first = begun.toString('latin1', 0, HTTP2_PREFACE.length);
      if (first.length < HTTP2_PREFACE.length && HTTP2_PREFACE.startsWith(first)) return;
      socket.off('readable', choose);
      socket.unshift(begun);
      (first === HTTP2_PREFACE ? http2 : http1).emit('connection', socket);
    };
    socket.on('readable', choose);
  });
}

async function reply(name: string, requests: number, request: Request, response: Response): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  let bodyBytes = 0;
  for await (const chunk of request) bodyBytes += (chunk as Buffer).length;
  const delay = /^(\d+)(ms|s)$/.exec(new URLSearchParams(query).get('delay') ?? '');
  if (delay !== null) {
    const ms = Number(delay[1]) * (delay[2] === 's' ? 1000 : 1);
    await pause(Math.min(ms, LONGEST_DELAY_MS), undefined, { ref: false });
  }
  const header = /^([^:\s]+):\s*(.*)$/.exec(String(request.headers['x-echo-set-header'] ?? ''));
  if (header?.[1] !== undefined) response.setHeader(header[1], header[2] ?? '');
  const body = `${JSON.stringify(
    {
      name,
      method: request.method,
      path: request.url,
      requests,
      bodyBytes,
      ...receivedBy(request),
    },
    undefined,
    2,
  )}\n`;
  const status = Number(/^\/status\/([2-5]\d\d)$/.exec(path)?.[1] ?? 200);
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-echo-name', name);
  (response as ServerResponse).end(body);
}

function receivedBy(request: Request) {
  return {
    host: request.headers[':authority'] ?? request.headers.host ?? '',
    protocol: `HTTP/${request.httpVersion}`,
    ...serverNameOf(request),
    headers: Object.fromEntries(Object.entries(request.headers).filter(([key]) => !key.startsWith(':'))),
  };
}

/** The name that a client with TLS asked for, which shows who ended it. */
function serverNameOf({ socket }: Request): { readonly serverName?: string } {
  return socket instanceof TLSSocket && socket.servername ? { serverName: socket.servername } : {};
}
