import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions, connect as tlsConnect } from 'node:tls';

/** A server that answers each piece of what it gets with its name in front. */
export interface NamedServer {
  readonly name: string;
  readonly port: number;
  close(): Promise<void>;
}

/** @param tls what it shows; absent: it does not speak TLS. With TLS the name asked for is told too. */
export async function startNamedServer(name: string, tls?: TlsOptions): Promise<NamedServer> {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    sockets.add(socket);
    const asked = tls === undefined ? '' : ` for ${(socket as TLSSocket).servername}`;
    socket.on('data', (data) => socket.write(`${name}${asked}: ${data}`));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
  return { name, port, close };
}

/** The same with datagrams. */
export async function startUdpServer(name: string): Promise<NamedServer> {
  const socket = createSocket('udp4');
  socket.on('message', (data, { port, address }) => socket.send(`${name}: ${data}`, port, address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { name, port: socket.address().port, close: async () => void socket.close() };
}

/** One connection or one socket, which asks again and again. */
export interface Conversation {
  /** Sends something. @returns who answers. @throws Error without an answer. */
  ask(): Promise<string>;
  /** The same. @returns the whole answer. */
  answer(): Promise<string>;
  close(): void;
}

const ANSWER_MS = 2_000;

/** @param tls as a client; absent: plain TCP. @throws Error when there is no connection. */
export async function converse(
  port: number,
  tls?: { readonly servername: string; readonly ca?: string },
  address = '127.0.0.1',
): Promise<Conversation> {
  const options = { port, host: address };
  const socket =
    tls === undefined ? connect(options) : tlsConnect({ ...options, ...tls, rejectUnauthorized: tls.ca !== undefined });
  // Whoever asks next is told.
  socket.on('error', () => {});
  await answerOf(socket, tls === undefined ? 'connect' : 'secureConnect').catch((error) => {
    socket.destroy();
    throw error;
  });
  return conversation(
    async () => {
      const answer = answerOf(socket, 'data');
      socket.write('hello\n');
      return answer;
    },
    () => void socket.destroy(),
  );
}

export async function converseUdp(port: number, address = '127.0.0.1'): Promise<Conversation> {
  const socket = createSocket('udp4');
  socket.connect(port, address);
  await once(socket, 'connect');
  // A port that refuses shows as an error of whoever asks next.
  socket.on('error', () => {});
  return conversation(
    async () => {
      const answer = once(socket, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
      socket.send('hello\n');
      return (await answer)[0];
    },
    () => void socket.close(),
  );
}

function conversation(exchange: () => Promise<unknown>, close: () => void): Conversation {
  const answer = async () => String(await exchange()).trimEnd();
  return { answer, ask: async () => speaker(await answer()), close };
}

/** Who says this: a {@link NamedServer}, or the echo backend, which answers JSON. */
function speaker(answer: string): string {
  return answer.startsWith('{') ? (JSON.parse(answer) as { name: string }).name : answer.replace(/: .*$/, '');
}

/** What a socket emits next. @throws Error when it ends instead, or nothing comes. */
async function answerOf(socket: Socket, event: string): Promise<unknown> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error(`no ${event} in ${ANSWER_MS} ms`)), ANSWER_MS);
  try {
    const ended = once(socket, 'close', { signal: stop.signal }).then(() => {
      throw new Error('the connection was closed');
    });
    const [value] = await Promise.race([once(socket, event, { signal: stop.signal }), ended]);
    return value;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
