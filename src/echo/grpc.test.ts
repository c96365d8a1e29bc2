import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GrpcClient } from '../../test/envoy/grpc-client.js';
import { send } from '../../test/envoy/http-client.js';
import { startEcho } from './echo-server.js';
import type { EchoServer } from './tcp-server.js';

let echo: EchoServer;
let client: GrpcClient;
beforeEach(async () => {
  echo = await startEcho({ name: 'one', port: 0 });
  client = new GrpcClient(echo.port, 'x.example');
});
afterEach(async () => {
  client.close();
  await echo.close();
});

describe('gRPC', () => {
  test('answers a unary call of any method with what it received', async () => {
    const { code, headers, echoed } = await client.call({ method: 'shop.v1.Orders/Get', metadata: { 'x-one': '1' } });
    expect(code).toBe('OK');
    expect(headers['x-echo-name']).toBe('one');
    expect(echoed).toMatchObject({
      name: 'one',
      service: 'shop.v1.Orders',
      method: 'Get',
      host: 'x.example',
      protocol: 'HTTP/2.0',
      headers: { 'x-one': '1', te: 'trailers' },
    });
  });

  test('answers each message of a stream', async () => {
    const stream = client.open({ method: 'shop.v1.Orders/Watch' });
    await once(stream, 'metadata');
    for (const size of [0, 10, 100_000]) {
      const answer = once(stream, 'data');
      stream.write(Buffer.alloc(size));
      expect(await answer).toMatchObject([{ method: 'Watch' }]);
    }
    const status = once(stream, 'status');
    stream.end();
    expect(await status).toMatchObject([{ code: 0 }]);
  });

  test('a client that goes away in the middle of a stream ends nothing', async () => {
    const stream = client.open({ method: 'shop.v1.Orders/Watch' });
    stream.on('error', () => {}).write(Buffer.alloc(0));
    await once(stream, 'data');
    stream.cancel();
    expect((await client.call({ method: 'shop.v1.Orders/Get' })).code).toBe('OK');
  });

  test('HTTP is answered on the same port, and so are other types of content', async () => {
    const headers = { 'content-type': 'application/grpc-web' };
    expect((await send({ to: echo.port, method: 'POST', headers })).status).toBe(200);
  });
});
