import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SHARED } from '../../src/gateway-api/testing/translation.js';
import { LivePipeline } from '../envoy/live-pipeline.js';
import { freePort } from '../standalone/gatewright.js';
import { gatewayClass } from '../tls/objects.js';
import { backendRefs, l4Gateway, route, service } from './objects.js';

/** The largest payload that IPv4 has room for. */
const LARGEST = 65_507;

let live: LivePipeline;
let server: Socket;
let client: Socket;

beforeAll(async () => {
  server = createSocket('udp4');
  // Answers with as many bytes as it is asked for, and how many it got.
  server.on('message', (data, { port, address }) => {
    const answer = Buffer.alloc(data.readUInt32BE(0));
    answer.writeUInt32BE(data.length);
    server.send(answer, port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const port = await freePort();
  live = await LivePipeline.start(SHARED, [
    gatewayClass,
    l4Gateway([{ name: 'udp', port, protocol: 'UDP' }]),
    ...service('sized', [server.address().port], 'UDP'),
    route('UDPRoute', 'udp', 'udp', backendRefs({ sized: 1 })),
  ]);
  client = createSocket('udp4');
  client.connect(port, '127.0.0.1');
  await once(client, 'connect');
});
afterAll(async () => {
  client.close();
  server.close();
  await live.stop();
});

/** Sends so many bytes. @returns how many arrived, and how many came back. */
async function exchange(sent: number, asked: number): Promise<readonly [number, number]> {
  const data = Buffer.alloc(sent);
  data.writeUInt32BE(asked);
  const answer = once(client, 'message', { signal: AbortSignal.timeout(5_000) });
  client.send(data);
  const [message] = (await answer) as [Buffer];
  return [message.readUInt32BE(0), message.length];
}

describe('datagrams pass whole', () => {
  test.each([4, 1_500, 1_501, 9_000, LARGEST])('to the backend: %i bytes', async (size) => {
    expect(await exchange(size, 4)).toEqual([size, 4]);
  });

  test.each([1_500, 1_501, 9_000, LARGEST])('from the backend: %i bytes', async (size) => {
    expect(await exchange(4, size)).toEqual([4, size]);
  });

  test('many of any size in one session', async () => {
    const sizes = [4, LARGEST, 1_501, 9_000];
    for (let index = 0; index < 100; index++) {
      const [sent = 4, asked = 4] = [sizes[index % 4], sizes[(index * 3 + 1) % 4]];
      expect(await exchange(sent, asked)).toEqual([sent, asked]);
    }
    const { 'udp.downstream_rx_datagram_dropped': dropped = 0 } = await live.envoy.stats('udp.');
    expect(dropped).toBe(0);
  });
});
