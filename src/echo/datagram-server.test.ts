import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startDatagramEcho } from './datagram-server.js';
import type { EchoServer } from './tcp-server.js';

let echo: EchoServer;
let socket: Socket;
beforeEach(async () => {
  echo = await startDatagramEcho({ name: 'dns', port: 0 });
  socket = createSocket('udp4');
  socket.connect(echo.port, '127.0.0.1');
  await once(socket, 'connect');
});
afterEach(async () => {
  socket.close();
  await echo.close();
});

async function ask(text: string): Promise<unknown> {
  const answer = once(socket, 'message', { signal: AbortSignal.timeout(5_000) });
  socket.send(text);
  const [data] = await answer;
  return JSON.parse(String(data));
}

test('answers each datagram', async () => {
  const peer = `127.0.0.1:${socket.address().port}`;
  for (const received of ['one', 'a\nb', '']) expect(await ask(received)).toEqual({ name: 'dns', received, peer });
});

test('an answer that is too long for a datagram is lost, and the next one is not', async () => {
  socket.send(Buffer.alloc(65_000, '"'));
  expect(await ask('next')).toMatchObject({ received: 'next' });
});

test('a taken port is told by its code', async () => {
  await expect(startDatagramEcho({ name: 'two', port: echo.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
