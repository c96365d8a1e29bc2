import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { GrpcClient } from '../../test/envoy/grpc-client.js';
import { send } from '../../test/envoy/http-client.js';
import type { Conversation } from '../../test/envoy/l4.js';

/** What goes on through a Gateway for long: each of these answers the same as long as it is the same connection and the same backend. */

export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  /** CA of the server; absent: no TLS. */
  readonly ca?: string;
}

const ANSWER_MS = 5_000;

const asked = (answer: () => Promise<string>, close: () => void): Conversation => ({ answer, ask: answer, close });

/** Text frames of a WebSocket (RFC 6455) to an echo backend, which returns them. */
export async function webSocket({ address, port, host, ca }: Endpoint): Promise<Conversation> {
  const request = (ca === undefined ? httpRequest : httpsRequest)({
    ...{ host: address, port, ca, servername: host, agent: false },
    headers: {
      ...{ host, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' },
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  });
  request.end();
  const refused = once(request, 'response').then(([response]) => {
    throw new Error(`no upgrade: ${(response as IncomingMessage).statusCode}`);
  });
  const upgraded = once(request, 'upgrade', { signal: AbortSignal.timeout(ANSWER_MS) });
  const [, socket] = (await Promise.race([upgraded, refused])) as [IncomingMessage, Socket];
  let sent = 0;
  const answer = async () => {
    const text = `text ${String(sent++).padStart(4, '0')}`;
    const received = once(socket, 'data', { signal: AbortSignal.timeout(ANSWER_MS) });
    socket.write(textFrame(text));
    // A frame of a server is not masked: two bytes, and the text.
    const returned = String((await received)[0]).slice(2);
    return returned === text ? 'what was sent' : returned;
  };
  socket.on('error', () => {});
  return asked(answer, () => void socket.destroy());
}

const TEXT = 0x81;
const MASKED = 0x80;

/** A frame of less than 126 bytes, with a mask that changes nothing. */
function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.of(TEXT, MASKED | text.length, 0, 0, 0, 0), Buffer.from(text)]);
}

/** Requests on one HTTP/1.1 connection that is kept. Fails as soon as the server says that it will close it. */
export async function keptConnection({ address, port, host, ca }: Endpoint): Promise<Conversation> {
  const agent = ca === undefined ? new Agent({ keepAlive: true }) : new TlsAgent({ keepAlive: true });
  const answer = async () => {
    const kept = once(agent, 'free', { signal: AbortSignal.timeout(ANSWER_MS) });
    kept.catch(() => {});
    const { headers } = await send({
      ...{ to: port, address, host, agent, timeoutMs: ANSWER_MS },
      ...(ca !== undefined && { tls: { ca } }),
    });
    if (headers.connection === 'close') throw new Error('the server closes the connection');
    return `from port ${((await kept)[0] as Socket).localPort}`;
  };
  await answer();
  return asked(answer, () => agent.destroy());
}

/** Messages of one gRPC stream. What the backend says counts its requests, and a stream is one. */
export async function grpcStream({ address, port, host, ca }: Endpoint): Promise<Conversation> {
  const client = new GrpcClient(port, host, ca, address);
  const stream = client.open({ method: 'live.v1.Talk/Talk' });
  stream.on('error', () => {});
  const ended = once(stream, 'end').then(() => {
    throw new Error('the stream ended');
  });
  // Whoever asks is told.
  ended.catch(() => {});
  const answer = async () => {
    const received = once(stream, 'data', { signal: AbortSignal.timeout(ANSWER_MS) });
    stream.write(Buffer.alloc(0));
    const [echoed] = await Promise.race([received, ended]);
    return JSON.stringify(echoed);
  };
  return asked(answer, () => {
    stream.cancel();
    client.close();
  });
}
