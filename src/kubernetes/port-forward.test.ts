import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../sources/testing/eventually.js';
import { KubernetesClient } from './client.js';
import { ClusterCredentials } from './credentials.js';
import { forwardPort } from './port-forward.js';
import { clientFrame, FrameReader } from './web-socket.js';

let server: Server;
let client: KubernetesClient;
let asked: IncomingMessage | undefined;
/** What the other side does with an upgraded connection. */
let serve: (socket: Duplex) => void;
/** Bytes that came from the client, without masks and channels. */
let received: Buffer;
const sockets = new Set<Duplex>();

const POD = { namespace: 'system', name: 'controller-1' };

/** As a server writes frames: without a mask. */
function frame(channel: number, content: Uint8Array | string, opcode = 0x2): Buffer {
  const payload = Buffer.concat([Buffer.of(channel), Buffer.from(content as string)]);
  const { length } = payload;
  const head =
    length < 126 ? Buffer.of(0x80 | opcode, length) : Buffer.of(0x80 | opcode, 126, length >> 8, length & 0xff);
  return Buffer.concat([head, payload]);
}

const PREAMBLES = [frame(0, Buffer.of(0x38, 0x4a)), frame(1, Buffer.of(0x38, 0x4a))];

beforeEach(async () => {
  received = Buffer.alloc(0);
  server = createServer((_, response) => {
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: 'pods "controller-1" is forbidden' }));
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    asked = request;
    sockets.add(socket);
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\nSec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}\r\n\r\n`,
    );
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new KubernetesClient(
    ClusterCredentials.fromString(
      JSON.stringify({
        clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
        users: [{ name: 'a', user: { token: 'secret' } }],
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        'current-context': 'a',
      }),
    ),
  );
});

afterEach(async () => {
  client.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

/** Takes the masks off what the client sends. */
function listen(socket: Duplex): void {
  socket.on('data', (chunk: Buffer) => {
    for (let rest = chunk; rest.length > 0; ) {
      const short = (rest[1] ?? 0) & 0x7f;
      const start = short === 126 ? 4 : 2;
      const size = short === 126 ? rest.readUInt16BE(2) : short;
      const mask = rest.subarray(start, start + 4);
      const payload = rest.subarray(start + 4, start + 4 + size).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      if (((rest[0] ?? 0) & 0x0f) === 0x2) received = Buffer.concat([received, payload.subarray(1)]);
      rest = rest.subarray(start + 4 + size);
    }
  });
}

describe('a forwarded port', () => {
  test('is a connection in both directions, without channels and preambles', async () => {
    serve = (socket) => {
      listen(socket);
      socket.write(Buffer.concat([...PREAMBLES, frame(0, 'hello ')]));
      socket.write(frame(0, 'x'.repeat(300)));
      socket.end(Buffer.of(0x88, 0));
    };
    const connection = await forwardPort(client, POD, 19_000);
    connection.write('ping');
    connection.write('p'.repeat(200));
    expect(await text(Readable.from(connection))).toBe(`hello ${'x'.repeat(300)}`);
    await eventually(() => expect(received.toString()).toBe(`ping${'p'.repeat(200)}`));
    expect(asked?.url).toBe('/api/v1/namespaces/system/pods/controller-1/portforward?ports=19000');
    expect(asked?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'sec-websocket-protocol': 'v4.channel.k8s.io',
    });
  });

  test('fails with what kubelet says', async () => {
    serve = (socket) => socket.write(Buffer.concat([...PREAMBLES, frame(1, 'connection refused\n')]));
    const connection = await forwardPort(client, POD, 19_000);
    await expect(text(connection)).rejects.toThrow('connection refused');
  });

  test('that is refused says why', async () => {
    server.removeAllListeners('upgrade');
    await expect(forwardPort(client, POD, 19_000)).rejects.toThrow('pods "controller-1" is forbidden');
  });
});

describe('frames', () => {
  test('are read whatever pieces they come in', () => {
    const bytes = Buffer.concat([
      frame(0, 'one'),
      Buffer.of(0x89, 2, 1, 2),
      frame(0, 'y'.repeat(200)),
      Buffer.of(0x88, 0),
    ]);
    const reader = new FrameReader();
    const frames = Array.from(bytes, (byte) => [...reader.read(Buffer.of(byte))]).flat();
    expect(frames.map(({ type }) => type)).toEqual(['data', 'ping', 'data', 'close']);
    expect(() => [...new FrameReader().read(Buffer.concat([Buffer.of(0x82, 127), Buffer.alloc(8, 1)]))]).toThrow(
      'too long',
    );
  });

  test('of clients are masked, of every length', () => {
    for (const length of [0, 125, 126, 65_535, 65_536]) {
      const written = clientFrame('binary', Buffer.alloc(length, 7));
      const extended = length < 126 ? 0 : length < 65_536 ? 2 : 8;
      expect(written).toHaveLength(2 + extended + 4 + length);
      expect((written[1] ?? 0) & 0x80).toBe(0x80);
      const mask = written.subarray(2 + extended, 6 + extended);
      const payload = written.subarray(6 + extended).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      expect(payload.every((byte) => byte === 7)).toBe(true);
    }
  });
});
