import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type WebSocket, WebSocketServer } from 'ws';
import { testAuthority } from '../gateway-api/testing/certificate.js';
import { eventually } from '../sources/testing/eventually.js';
import { KubernetesClient } from './client.js';
import { ClusterCredentials } from './credentials.js';
import { forwardPort } from './port-forward.js';

let server: Server;
let client: KubernetesClient;
let asked: IncomingMessage | undefined;
/** What the other side does with a connection. */
let serve: (socket: WebSocket) => void;
const clients: KubernetesClient[] = [];
const connections = new Set<Socket>();

/** Of a cluster without TLS. */
const PLAIN = { 'insecure-skip-tls-verify': true };
const PROTOCOL = 'v4.channel.k8s.io';
const POD = { namespace: 'system', name: 'controller-1' };
const PATH = '/api/v1/namespaces/system/pods/controller-1/portforward';

const message = (channel: number, content: Uint8Array | string) =>
  Buffer.concat([Buffer.of(channel), Buffer.from(content as string)]);

function greet(socket: WebSocket): void {
  for (const channel of [0, 1]) socket.send(message(channel, Buffer.of(0x38, 0x4a)));
}

/** An API server that forwards ports. */
async function start(create: typeof createServer | (() => Server), protocol = PROTOCOL): Promise<number> {
  server = (create as typeof createServer)((_, response) => {
    response.writeHead(403, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: 'pods "controller-1" is forbidden' }));
  });
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  const sockets = new WebSocketServer({ server, handleProtocols: () => protocol });
  sockets.on('connection', (socket, request) => {
    asked = request;
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function connect(address: string, cluster: object = {}, user: object = { token: 'secret' }): KubernetesClient {
  const one = new KubernetesClient(
    ClusterCredentials.fromString(
      JSON.stringify({
        clusters: [{ name: 'a', cluster: { server: address, ...cluster } }],
        users: [{ name: 'a', user }],
        contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
        'current-context': 'a',
      }),
    ),
  );
  clients.push(one);
  return one;
}

beforeEach(async () => {
  client = connect(`http://127.0.0.1:${await start(createServer)}`, PLAIN);
});

const stop = () =>
  new Promise((resolve) => {
    server.close(resolve);
    for (const each of connections) each.destroy();
  });

afterEach(async () => {
  for (const each of clients.splice(0)) each.close();
  await stop();
});

describe('a forwarded port', () => {
  test('is a connection in both directions, without channels and preambles', async () => {
    let received = '';
    serve = (socket) => {
      greet(socket);
      socket.send(message(0, 'hello '));
      socket.send(message(0, 'x'.repeat(300)));
      socket.on('message', (payload: Buffer) => {
        received += payload.subarray(1);
        if (received.endsWith('pp')) socket.close();
      });
    };
    const connection = await forwardPort(client, POD, 19_000);
    connection.write('ping');
    connection.write('p'.repeat(70_000));
    expect(await text(Readable.from(connection))).toBe(`hello ${'x'.repeat(300)}`);
    expect(received).toBe(`ping${'p'.repeat(70_000)}`);
    expect(asked?.url).toBe(`${PATH}?ports=19000`);
    expect(asked?.headers).toMatchObject({ authorization: 'Bearer secret', 'sec-websocket-protocol': PROTOCOL });
  });

  test('ends what the other side has when it is ended or destroyed', async () => {
    for (const end of ['end', 'destroy'] as const) {
      let closed: Promise<unknown> | undefined;
      serve = (socket) => {
        greet(socket);
        closed = once(socket, 'close');
      };
      const connection = await forwardPort(client, POD, 19_000);
      connection[end]();
      await closed;
    }
  });

  test('waits for its reader, however much there is to read', async () => {
    const part = Buffer.alloc(1 << 20, 'x');
    const parts = 64;
    let sent: WebSocket | undefined;
    serve = (socket) => {
      sent = socket;
      greet(socket);
      for (let each = 0; each < parts; each += 1) socket.send(message(0, part));
      socket.close();
    };
    const connection = await forwardPort(client, POD, 19_000);
    let bytes = connection.read()?.length ?? 0;
    // Until it is read on, most of it is still at the sender.
    await eventually(() => expect(connection.readableLength).toBeGreaterThan(0));
    expect(sent?.bufferedAmount).toBeGreaterThan(part.length);
    for await (const chunk of connection) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(parts * part.length);
  });

  test('answers pings', async () => {
    let answered: Promise<unknown> | undefined;
    serve = (socket) => {
      answered = once(socket, 'pong');
      socket.ping('there?');
    };
    await forwardPort(client, POD, 19_000);
    expect(String(((await answered) as [Buffer])[0])).toBe('there?');
  });

  test('fails with what kubelet says', async () => {
    serve = (socket) => {
      greet(socket);
      socket.send(message(1, 'connection refused\n'));
    };
    const connection = await forwardPort(client, POD, 19_000);
    await expect(text(connection)).rejects.toThrow('connection refused');
  });

  test('fails at a message that is too long to be held', async () => {
    serve = (socket) => socket.send(message(0, Buffer.alloc(16 << 20)));
    const connection = await forwardPort(client, POD, 19_000);
    await expect(text(connection)).rejects.toThrow('Max payload size exceeded');
  });

  test('that is refused says why', async () => {
    server.removeAllListeners('upgrade');
    await expect(forwardPort(client, POD, 19_000)).rejects.toMatchObject({
      name: 'ApiError',
      code: 403,
      message: `GET ${PATH}: 403 pods "controller-1" is forbidden`,
    });
  });

  test('is not one when the API server speaks another protocol', async () => {
    await stop();
    client = connect(`http://127.0.0.1:${await start(createServer, 'v5.channel.k8s.io')}`, PLAIN);
    await expect(forwardPort(client, POD, 19_000)).rejects.toMatchObject({ name: 'ApiError', code: 0 });
  });

  test('is not waited for longer than it may take, or than it is needed', async () => {
    server.removeAllListeners('upgrade');
    let ended: Promise<unknown> | undefined;
    server.on('upgrade', (_: IncomingMessage, socket: Socket) => {
      ended = once(socket.resume(), 'end');
    });
    const open = (more: object) => client.webSocket({ path: PATH, protocol: PROTOCOL, ...more });
    const late = { name: 'ApiError', message: 'the API server did not answer in time' };
    await expect(open({ timeoutMs: 200 })).rejects.toMatchObject(late);
    await ended;
    await expect(open({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toMatchObject({ message: 'enough' });
  });
});

test('over TLS the API server is verified, and the client shows its certificate', async () => {
  await stop();
  const authority = testAuthority('cluster');
  const [own, user] = [authority.issue(['kubernetes']), authority.issue(['admin'])];
  const tls = { cert: own.certificate, key: own.key, ca: authority.certificate, requestCert: true };
  const port = await start(() => createTlsServer(tls));
  const base64 = (pem: string) => Buffer.from(pem).toString('base64');
  const verified = { 'certificate-authority-data': base64(authority.certificate), 'tls-server-name': 'kubernetes' };
  const credentials = {
    'client-certificate-data': base64(user.certificate),
    'client-key-data': base64(user.key),
  };
  serve = (socket) => socket.close();
  const connection = await forwardPort(connect(`https://127.0.0.1:${port}`, verified, credentials), POD, 19_000);
  expect(await text(connection)).toBe('');
  expect((asked?.socket as TLSSocket | undefined)?.authorized).toBe(true);

  const other = { ...verified, 'certificate-authority-data': base64(testAuthority('other').certificate) };
  const stranger = connect(`https://127.0.0.1:${port}`, other, credentials);
  await expect(forwardPort(stranger, POD, 19_000)).rejects.toMatchObject({ name: 'ApiError', code: 0 });
});
