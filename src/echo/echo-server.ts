import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';

export interface EchoOptions {
  /** What it calls itself in its answers. */
  readonly name: string;
  readonly host?: string;
  /** 0 is chosen by the system. */
  readonly port: number;
}

export interface EchoServer {
  readonly port: number;
  close(): Promise<void>;
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

const LONGEST_DELAY_MS = 30_000;
const HTTP2_PREFACE = 'PRI * HTTP/2.0';

/**
 * A backend to try routes on: answers with what it received, as JSON. `/status/NNN` sets the status, `?delay=250ms` waits, and a
 * request header `x-echo-set-header: name: value` sets a header of the response. Speaks HTTP/1.1, HTTP/2 without TLS, and returns
 * the text frames of a WebSocket.
 *
 * @throws Error of Node's `listen`, such as EADDRINUSE.
 */
export async function startEcho({ name, host = '127.0.0.1', port }: EchoOptions): Promise<EchoServer> {
  let requests = 0;
  const handle = (request: Request, response: Response) => {
    requests++;
    void reply(name, requests, request, response);
  };
  const http1: Server = createHttpServer(handle).on('upgrade', acceptWebSocket);
  http1.keepAliveTimeout = 75_000;
  const http2 = createHttp2Server(handle);
  const sockets = new Set<Socket>();
  // One port for both versions: a client that speaks HTTP/2 without TLS says so in its first bytes.
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) return;
      socket.unshift(first);
      (first.toString('latin1').startsWith(HTTP2_PREFACE) ? http2 : http1).emit('connection', socket);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function reply(name: string, requests: number, request: Request, response: Response): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://echo');
  let bodyBytes = 0;
  for await (const chunk of request) bodyBytes += (chunk as Buffer).length;
  const delay = /^(\d+)(ms|s)$/.exec(url.searchParams.get('delay') ?? '');
  if (delay !== null) {
    const ms = Number(delay[1]) * (delay[2] === 's' ? 1000 : 1);
    await new Promise((resolve) => setTimeout(resolve, Math.min(ms, LONGEST_DELAY_MS)));
  }
  const header = /^([^:\s]+):\s*(.*)$/.exec(String(request.headers['x-echo-set-header'] ?? ''));
  if (header?.[1] !== undefined) response.setHeader(header[1], header[2] ?? '');
  const body = `${JSON.stringify(
    {
      name,
      method: request.method,
      path: request.url,
      host: request.headers[':authority'] ?? request.headers.host ?? '',
      protocol: `HTTP/${request.httpVersion}`,
      requests,
      bodyBytes,
      headers: Object.fromEntries(Object.entries(request.headers).filter(([key]) => !key.startsWith(':'))),
    },
    undefined,
    2,
  )}\n`;
  const status = Number(/^\/status\/([2-5]\d\d)$/.exec(url.pathname)?.[1] ?? 200);
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  (response as ServerResponse).end(body);
}

const WEBSOCKET_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** RFC 6455, as much as an echo needs: unfragmented frames; a close frame is answered and ends the connection. */
function acceptWebSocket(request: IncomingMessage, socket: Socket, head: Buffer): void {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1')
    .update(key + WEBSOCKET_GUID)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let buffered = head;
  const take = (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (let frame = parseFrame(buffered); frame !== undefined; frame = parseFrame(buffered)) {
      buffered = buffered.subarray(frame.length);
      socket.write(writeFrame(frame.opcode, frame.payload));
      if (frame.opcode === CLOSE) socket.end();
    }
  };
  socket.on('data', take);
  take(Buffer.alloc(0));
}

const CLOSE = 8;

function parseFrame(data: Buffer): { opcode: number; payload: Buffer; length: number } | undefined {
  if (data.length < 6) return undefined;
  const short = data.readUInt8(1) & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (data.length < 2 + extended + 4) return undefined;
  const size = extended === 0 ? short : extended === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  const start = 2 + extended + 4;
  if (data.length < start + size) return undefined;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(data.subarray(start, start + size).map((byte, i) => byte ^ (mask[i % 4] as number)));
  return { opcode: data.readUInt8(0) & 0x0f, payload, length: start + size };
}

function writeFrame(opcode: number, payload: Buffer): Buffer {
  const header =
    payload.length < 126
      ? Buffer.of(0x80 | opcode, payload.length)
      : Buffer.of(0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff);
  return Buffer.concat([header, payload]);
}
