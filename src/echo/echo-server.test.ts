import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { send } from '../../test/envoy/http-client.js';
import { selfSigned } from '../gateway-api/testing/certificate.js';
import { startEcho } from './echo-server.js';
import type { EchoServer } from './tcp-server.js';

let echo: EchoServer;
beforeEach(async () => {
  echo = await startEcho({ name: 'one', port: 0 });
});
afterEach(() => echo.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  send({ to: echo.port, host: 'x.example', path, headers });

/** Writes bytes to a new connection; gives it, and everything it has answered so far. */
function raw(...chunks: (string | Buffer)[]): { socket: Socket; received: () => Buffer } {
  const socket = connect(echo.port, '127.0.0.1');
  const answers: Buffer[] = [];
  socket.on('data', (chunk) => answers.push(chunk)).on('error', () => {});
  for (const chunk of chunks) socket.write(chunk);
  return { socket, received: () => Buffer.concat(answers) };
}

describe('HTTP/1.1', () => {
  test('answers with what it received', async () => {
    const answer = await send({
      ...{ to: echo.port, host: 'x.example', path: '/a/b?c=d', method: 'POST', body: 'four' },
      headers: { 'x-one': '1' },
    });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(JSON.parse(answer.body)).toMatchObject({
      name: 'one',
      method: 'POST',
      path: '/a/b?c=d',
      host: 'x.example',
      protocol: 'HTTP/1.1',
      bodyBytes: 4,
      headers: { 'x-one': '1' },
    });
  });

  test.each([204, 304, 404, 503])('/status/%i', async (status) => {
    expect((await get(`/status/${status}`)).status).toBe(status);
  });

  test.each(['/status/99', '/status/100', '/status/1000', '/status/200x'])('%s is a path as others', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  test('sets a header of the response', async () => {
    expect((await get('/', { 'x-echo-set-header': 'x-answer: a: b' })).headers['x-answer']).toBe('a: b');
  });

  test('a header that can not be set is a bad request, and the next one works', async () => {
    expect((await get('/', { 'x-echo-set-header': 'a"b: c' })).status).toBe(400);
    expect((await get('/')).status).toBe(200);
  });

  test('any path is answered', async () => {
    for (const path of ['//', '//x:y', '/%', '/?delay=x', '/?delay=', '*'])
      expect(JSON.parse((await get(path)).body).path).toBe(path);
  });

  test('waits as long as it is asked to', async () => {
    const order: string[] = [];
    const slow = get('/?delay=300ms').then(() => order.push('slow'));
    await get('/').then(() => order.push('fast'));
    await slow;
    expect(order).toEqual(['fast', 'slow']);
  });

  test('a client that goes away in the middle of its request ends nothing', async () => {
    const request = httpRequest({ port: echo.port, method: 'POST', headers: { 'content-length': 10 } });
    request.on('error', () => {}).write('half');
    await once(request, 'socket').then(([socket]) => once(socket as Socket, 'connect'));
    request.destroy();
    expect((await get('/')).status).toBe(200);
  });
});

test('the version is known however its first bytes are split', async () => {
  const http1 = raw('P');
  await once(http1.socket, 'connect');
  http1.socket.setNoDelay().write('U');
  http1.socket.write('T /x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  await once(http1.socket, 'close');
  expect(String(http1.received())).toMatch(/^HTTP\/1\.1 200 [\s\S]*"method": "PUT"/);
  const http2 = raw('PRI * HT');
  await once(http2.socket, 'connect');
  await get('/');
  http2.socket.write('TP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0');
  // A SETTINGS frame is the first of a server.
  await eventually(() => expect(http2.received()[3]).toBe(4));
  http2.socket.destroy();
});

describe('HTTP/2 without TLS', () => {
  const get2 = async (path: string) => {
    const session = connectHttp2(`http://127.0.0.1:${echo.port}`);
    const stream = session.request({ ':path': path, ':authority': 'y.example', 'x-one': '1' });
    let body = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    const [[headers]] = await Promise.all([once(stream, 'response'), once(stream, 'end')]);
    session.close();
    return { status: headers[':status'] as number, body };
  };

  test('answers with what it received', async () => {
    expect(JSON.parse((await get2('/p?q')).body)).toMatchObject({
      host: 'y.example',
      path: '/p?q',
      protocol: 'HTTP/2.0',
      headers: { 'x-one': '1' },
    });
  });

  test.each([204, 404])('/status/%i', async (status) => {
    expect((await get2(`/status/${status}`)).status).toBe(status);
  });
});

describe('WebSocket', () => {
  const HANDSHAKE =
    'GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

  /** A frame as a client sends it. */
  const frame = (opcode: number, payload: Buffer, size = payload.length) => {
    const mask = Buffer.of(1, 2, 3, 4);
    const header = Buffer.alloc(size < 126 ? 2 : size < 65_536 ? 4 : 10);
    header[0] = 0x80 | opcode;
    header[1] = 0x80 | (size < 126 ? size : size < 65_536 ? 126 : 127);
    if (header.length === 4) header.writeUInt16BE(size, 2);
    if (header.length === 10) header.writeBigUInt64BE(BigInt(size), 2);
    return Buffer.concat([header, mask, Buffer.from(payload.map((byte, i) => byte ^ (mask[i % 4] as number)))]);
  };
  const open = async () => {
    const connection = raw(HANDSHAKE);
    await eventually(() => expect(String(connection.received())).toContain('\r\n\r\n'));
    const head = String(connection.received());
    // The example of RFC 6455, 1.3.
    expect(head).toMatch(/^HTTP\/1\.1 101 [\s\S]*s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/);
    return { socket: connection.socket, received: () => connection.received().subarray(head.length) };
  };
  const sum = (size: number) => Buffer.alloc(size, 'abc');

  test.each([
    [0, 2],
    [125, 2],
    [126, 4],
    [65_535, 4],
    [65_536, 10],
    [300_000, 10],
  ])('returns a text of %i bytes', async (size, header) => {
    const { socket, received } = await open();
    socket.write(frame(1, sum(size)));
    await eventually(() => expect(received().length).toBe(header + size));
    expect(received()[0]).toBe(0x81);
    expect(received().subarray(header).equals(sum(size))).toBe(true);
    socket.destroy();
  });

  test('answers pings with pongs, and a close with a close', async () => {
    const { socket, received } = await open();
    socket.write(Buffer.concat([frame(9, Buffer.from('p')), frame(8, Buffer.of(3, 232))]));
    await once(socket, 'close');
    expect(received()).toEqual(Buffer.of(0x8a, 1, 112, 0x88, 2, 3, 232));
  });

  test.each([
    ['too big', frame(1, Buffer.alloc(0), 2 ** 20 + 1), 1009],
    ['without a mask', Buffer.of(0x81, 1, 65), 1002],
  ])('a frame that is %s ends the connection', async (_, bytes, code) => {
    const { socket, received } = await open();
    socket.write(bytes);
    await once(socket, 'close');
    expect(received()).toEqual(Buffer.of(0x88, 2, code >> 8, code & 0xff));
  });

  test('another upgrade is refused', async () => {
    const { socket, received } = raw(HANDSHAKE.replace('Upgrade: websocket', 'Upgrade: other'));
    await once(socket, 'close');
    expect(String(received())).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('over TLS', () => {
  const shown = selfSigned(['a.example', 'b.example']);
  let secure: EchoServer;
  beforeEach(async () => {
    secure = await startEcho({ name: 'secure', port: 0 }, shown);
  });
  afterEach(() => secure.close());

  test('says which server name was asked for', async () => {
    for (const host of ['a.example', 'b.example']) {
      const answer = await send({ to: secure.port, host, tls: { ca: shown.certificate } });
      expect(JSON.parse(answer.body)).toMatchObject({ name: 'secure', host, serverName: host, protocol: 'HTTP/1.1' });
    }
  });

  test('speaks HTTP/2 where that is negotiated', async () => {
    const session = connectHttp2(`https://127.0.0.1:${secure.port}`, {
      ca: shown.certificate,
      servername: 'a.example',
    });
    const stream = session.request({ ':path': '/x' });
    const chunks = await stream.setEncoding('utf8').toArray();
    session.close();
    expect(JSON.parse(chunks.join(''))).toMatchObject({ protocol: 'HTTP/2.0', path: '/x', serverName: 'a.example' });
  });

  test('what is no TLS, and clients that break off, end nothing', async () => {
    const plain = connect(secure.port, '127.0.0.1').on('error', () => {});
    plain.write('GET / HTTP/1.1\r\n\r\n');
    await once(plain, 'close');
    const socket = connect(secure.port, '127.0.0.1');
    const broken = connectTls({ socket, rejectUnauthorized: false }).on('error', () => {});
    await once(broken, 'secureConnect');
    socket.resetAndDestroy();
    const { status } = await send({ to: secure.port, tls: {} });
    expect(status).toBe(200);
  });
});

test('a taken port is told by its code', async () => {
  await expect(startEcho({ name: 'two', port: echo.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
