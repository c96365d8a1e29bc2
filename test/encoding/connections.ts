import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** One connection to a proxy on this machine that is used again and again. */
export interface OpenConnection {
  readonly name: string;
  /** Makes a request for a host, or says something where the connection is no longer for requests. @returns the status; 200 for an echo */
  use(host: string): Promise<number>;
  /** What has happened to it that should not; empty as long as it is the one that it was. */
  readonly ends: readonly string[];
  close(): void;
}

export interface Target {
  readonly scheme: 'http' | 'https';
  readonly port: number;
  /** SNI, where there is TLS. */
  readonly serverName: string;
}

const optionsFor = ({ port, serverName }: Target, host: string) => ({
  ...{ host: '127.0.0.1', port, headers: { host } },
  ...{ servername: serverName, rejectUnauthorized: false },
});

/** HTTP/1.1, kept alive; without an agent, which would open another connection when this one ends. */
export async function http1Connection(target: Target): Promise<OpenConnection> {
  const { host, port, servername, rejectUnauthorized } = optionsFor(target, '');
  const isTls = target.scheme === 'https';
  const socket: Socket = isTls
    ? connectTls({ host, port, servername, rejectUnauthorized })
    : connectTcp({ host, port });
  const ends: string[] = [];
  socket.on('close', () => ends.push('closed')).on('error', () => ends.push('failed'));
  await once(socket, isTls ? 'secureConnect' : 'connect');
  return {
    name: `${target.scheme} HTTP/1.1`,
    ends,
    async use(name) {
      socket.write(`GET / HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
      const head = await wholeResponse(socket);
      if (/^connection: close/im.test(head)) ends.push('asked to close');
      return Number(/^HTTP\/1.1 (\d+)/.exec(head)?.[1]);
    },
    close: () => void socket.removeAllListeners('close').destroy(),
  };
}

/** A response with a Content-Length. */
async function wholeResponse(socket: Socket): Promise<string> {
  let text = '';
  for (;;) {
    const [chunk] = await once(socket, 'data', { signal: AbortSignal.timeout(5_000) });
    text += chunk;
    const [head = '', body] = text.split('\r\n\r\n');
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (body !== undefined && body.length >= length) return text;
  }
}

/** HTTP/2: with TLS by ALPN, else from the first byte. */
export function http2Connection(target: Target): OpenConnection {
  const { serverName: servername } = target;
  const session = connectHttp2(`${target.scheme}://127.0.0.1:${target.port}`, {
    servername,
    rejectUnauthorized: false,
  });
  const ends: string[] = [];
  let closing = false;
  const ended = (how: string) => () => {
    if (!closing) ends.push(how);
  };
  session.on('goaway', ended('asked to close')).on('close', ended('closed')).on('error', ended('failed'));
  return {
    name: `${target.scheme} HTTP/2`,
    ends,
    async use(host) {
      const stream = session.request({ ':authority': host, ':path': '/' });
      const [headers] = await once(stream, 'response');
      await once(stream.resume(), 'end');
      return Number(headers[':status']);
    },
    close() {
      closing = true;
      session.destroy();
    },
  };
}

/** A WebSocket, which echoes what is written. */
export async function upgradedConnection(target: Target): Promise<OpenConnection> {
  const options = optionsFor(target, target.serverName);
  const headers = { ...options.headers, connection: 'Upgrade', upgrade: 'websocket' };
  const sent = (target.scheme === 'https' ? httpsRequest : httpRequest)({ ...options, headers, agent: false }).end();
  const [, socket] = (await once(sent, 'upgrade')) as [IncomingMessage, Duplex];
  const ends: string[] = [];
  socket.on('close', () => ends.push('closed')).on('error', () => ends.push('failed'));
  return {
    name: `${target.scheme} WebSocket`,
    ends,
    async use() {
      const answer = once(socket, 'data', { signal: AbortSignal.timeout(5_000) });
      socket.write('ping');
      await answer;
      return 200;
    },
    close: () => void socket.removeAllListeners('close').destroy(),
  };
}
