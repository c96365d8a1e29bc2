import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { startLineEcho } from './line-server.js';
import type { EchoServer } from './tcp-server.js';

let echo: EchoServer;
let socket: Socket;
let answered: string;
beforeEach(async () => {
  echo = await startLineEcho({ name: 'db', port: 0 });
  answered = '';
  socket = connect(echo.port, '127.0.0.1').setNoDelay();
  socket.on('data', (chunk) => {
    answered += chunk;
  });
  await once(socket, 'connect');
});
afterEach(async () => {
  socket.destroy();
  await echo.close();
});

const answers = (count: number) =>
  eventually(() => {
    const lines = answered.split('\n').slice(0, -1);
    expect(lines).toHaveLength(count);
    return lines.map((line) => JSON.parse(line));
  });

test('answers each line, however they are cut', async () => {
  const peer = `127.0.0.1:${socket.localPort}`;
  socket.write('one\r\ntw');
  expect(await answers(1)).toEqual([{ name: 'db', received: 'one', peer }]);
  socket.write('ö\n\nrest');
  expect((await answers(3)).slice(1)).toEqual([
    { name: 'db', received: 'twö', peer },
    { name: 'db', received: '', peer },
  ]);
});

test('ends with its client, and answers what came before', async () => {
  socket.end('last\n');
  await once(socket, 'close');
  expect(await answers(1)).toMatchObject([{ received: 'last' }]);
});

test('a line without an end ends the connection', async () => {
  socket.on('error', () => {}).write(Buffer.alloc(70_000, 'x'));
  await once(socket, 'close');
  expect(answered).toBe('');
});

test('a taken port is told by its code', async () => {
  await expect(startLineEcho({ name: 'two', port: echo.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
