import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { Connections } from './connections.js';

let listener: Connections;
let port: number;
let refused: number;
const clients: Socket[] = [];
const taken: Socket[] = [];

afterEach(() => {
  for (const socket of clients.splice(0)) socket.destroy();
  taken.length = 0;
  listener.destroy();
});

async function listen(unprovenMs?: number): Promise<void> {
  refused = 0;
  listener = new Connections({
    serve: (socket) => taken.push(socket),
    onRefused: () => {
      refused += 1;
    },
    ...(unprovenMs !== undefined && { unprovenMs }),
  });
  port = await listener.listen('127.0.0.1', 0);
}

async function open(localAddress = '127.0.0.1'): Promise<Socket> {
  const count = taken.length;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  clients.push(socket);
  socket.on('error', () => {});
  await eventually(() => expect(taken).toHaveLength(count + 1));
  return socket;
}

const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress}:${remotePort}`;
const connection = (index: number) => {
  const found = listener.get(peerOf(taken[index] as Socket));
  if (!found) throw new Error('there is no such connection');
  return found;
};

test('a connection without a stream of a proxy is closed after a time, one with a stream is not', async () => {
  await listen(300);
  const proxy = await open();
  const end = connection(0).prove();
  const idle = await open();
  await eventually(() => expect(idle.destroyed).toBe(true));
  expect([proxy.destroyed, listener.counts.all, listener.counts.unproven]).toEqual([false, 1, 0]);
  end();
  expect(listener.counts.unproven).toBe(1);
  await eventually(() => expect(proxy.destroyed).toBe(true));
  await eventually(() => expect(listener.counts).toEqual({ all: 0, unproven: 0 }));
  expect(listener.get('127.0.0.1:1')).toBeUndefined();
});

test('with several streams it is in doubt again when the last of them has ended', async () => {
  await listen();
  await open();
  const ends = [connection(0).prove(), connection(0).prove()];
  ends[0]?.();
  expect(listener.counts.unproven).toBe(0);
  ends[1]?.();
  expect(listener.counts.unproven).toBe(1);
});

test('a few of its streams are authenticated at a time', async () => {
  await listen();
  await open();
  const one = connection(0);
  expect(Array.from({ length: 10 }, () => one.begin())).toEqual([...Array(8).fill(true), false, false]);
  one.decided();
  expect([one.begin(), one.begin()]).toEqual([true, false]);
});

test('one address can not take the room of all, nor close what carries a proxy', async () => {
  await listen();
  const proxy = await open('127.0.0.2');
  connection(0).prove();
  // In parts, since the kernel drops what is more than it queues, and the client tries that again only after seconds.
  for (let opened = 100; opened <= 1_100; opened += 100) {
    for (let count = 0; count < 100; count++) {
      const socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
      clients.push(socket.on('error', () => {}));
    }
    await eventually(() => expect(taken.length - 1 + refused).toBeGreaterThanOrEqual(opened));
  }
  expect(refused).toBe(100);
  const other = await open('127.0.0.3');
  await eventually(() => expect(refused).toBe(101));
  expect([proxy.destroyed, other.destroyed]).toEqual([false, false]);
  expect(listener.counts).toEqual({ all: 1_001, unproven: 1_000 });
});

test('an address that is taken can not be opened, and that is an error', async () => {
  await listen();
  const second = new Connections({ serve: () => {}, onRefused: () => {} });
  await expect(second.listen('127.0.0.1', port)).rejects.toThrow('EADDRINUSE');
});
