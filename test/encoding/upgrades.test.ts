import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { backend, local, rule } from '../../src/envoy/testing/example.js';
import { type RunningExample, runExample } from './run.js';

let websocket: Server;
let envoy: RunningExample;
beforeAll(async () => {
  websocket = createServer().on('upgrade', ({ headers }, socket: Socket) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ${headers.upgrade}\r\n\r\n`);
    socket.pipe(socket);
  });
  await new Promise<void>((done) => websocket.listen(0, '127.0.0.1', done));
  const ws = local((websocket.address() as AddressInfo).port);
  envoy = await runExample(
    {
      '*': [rule()],
      'ws.test': [rule({ name: 'ws', action: { type: 'Forward', backends: [backend('ws')] } })],
    },
    { backends: { ws } },
  );
});
afterAll(async () => {
  await envoy.stop();
  await new Promise((resolve) => websocket.close(resolve));
});

test.each([
  ['TLS/1.2'],
  ['h2c', { 'http2-settings': 'AAMAAABkAAQAoAAAAAIAAAAA' }, 'Upgrade, HTTP2-Settings'],
  ['HTTP/3.0'],
  ['TLS/1.2, h2c, HTTP/2.0'],
  ['webso'],
  ['websocke'],
  ['websockets'],
  ['xwebsocket'],
  ['websocket/13'],
  ['x'],
])(
  'an upgrade that is not offered is ignored: %s',
  async (upgrade, headers: Readonly<Record<string, string>> = {}, connection = 'Upgrade') => {
    for (const method of ['GET', 'POST']) {
      const request = { method, headers: { connection, upgrade, ...headers }, ...(method === 'POST' && { body: 'x' }) };
      const response = await envoy.request({ host: 'any.test', ...request });
      expect([response.status, response.headers.upgrade]).toEqual([200, undefined]);
      expect(response.echoed().headers).not.toHaveProperty('upgrade');
    }
  },
);

test.each(['websocket', 'WebSocket', 'TLS/1.2, websocket', 'websocket, h2c'])(
  'a WebSocket is offered: %s',
  async (upgrade) => {
    const socket = connect(envoy.port, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nhost: ws.test\r\nconnection: upgrade\r\nupgrade: ${upgrade}\r\n\r\n`);
    let received = '';
    for await (const chunk of socket) {
      const before = received;
      received += String(chunk);
      if (!before.includes('\r\n\r\n') && received.includes('\r\n\r\n')) socket.write('ping');
      if (received.endsWith('ping')) break;
    }
    expect(received).toMatch(/^HTTP\/1\.1 101 .*\r\nupgrade: websocket\r\n/is);
  },
);
