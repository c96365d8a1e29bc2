import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusal } from './callers.js';
import { type AdminServer, splitAddress, startAdmin } from './server.js';

describe('startAdmin', () => {
  let admin: AdminServer;
  beforeEach(async () => {
    admin = await startAdmin('127.0.0.1:0', {
      '/healthz': () => ({ body: 'ok\n' }),
      '/readyz': async () => ({ status: 503, body: 'not yet\n' }),
      '/debug/x': () => ({ type: 'application/json', body: '{"é":1}' }),
      '/broken': () => {
        throw new Error('no such thing');
      },
    });
  });
  afterEach(() => admin.close());

  test('answers with status, type and body', async () => {
    expect(admin.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const ok = await fetch(`${admin.url}/healthz?verbose`);
    expect([ok.status, ok.headers.get('content-type'), await ok.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'ok\n',
    ]);
    expect((await fetch(`${admin.url}/readyz`)).status).toBe(503);
    const json = await fetch(`${admin.url}/debug/x`);
    expect(json.headers.get('content-type')).toBe('application/json');
    expect(await json.json()).toEqual({ é: 1 });
  });

  test('is not cached, and its type is not guessed', async () => {
    const { headers } = await fetch(`${admin.url}/healthz`);
    expect([headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual(['nosniff', 'no-store']);
  });

  /** Status for a request with these headers, as a browser, kubelet or Prometheus sends it. */
  const ask = (server: AdminServer, headers: Readonly<Record<string, string>>) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${server.url}/healthz`, { headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });

  test.each([
    ['127.0.0.1:19000', 200],
    ['10.244.0.7:8080', 200],
    ['10.244.0.7', 200],
    ['[fd00::7]:8080', 200],
    ['localhost', 200],
    ['LOCALHOST:19000', 200],
    ['evil.example.com', 403],
    ['evil.example.com:19000', 403],
    ['localhost.evil.example.com', 403],
    ['127.0.0.1.evil.example.com:19000', 403],
    ['[evil.example.com]', 403],
    ['evil@127.0.0.1', 403],
  ])('asked by the name %j it answers %d', async (host, status) => expect(await ask(admin, { host })).toBe(status));

  test.each([
    ['http://evil.example.com', 403],
    ['https://127.0.0.1:19000', 403],
    ['http://127.0.0.1:1', 403],
    ['null', 403],
    ['http://127.0.0.1:19000', 200],
  ])('a page of %s gets %d', async (origin, status) => {
    expect(await ask(admin, { host: '127.0.0.1:19000', origin })).toBe(status);
  });

  test('the host that it listens on counts, and what is no secret has every name', async () => {
    const host = 'gateway.internal:19000';
    expect(refusal({ host }, ['gateway.internal'])).toBeUndefined();
    const open = await startAdmin('127.0.0.1:0', { '/healthz': () => ({ body: 'ok' }) }, 'any');
    expect([await ask(admin, { host }), await ask(open, { host })]).toEqual([403, 200]);
    expect(await ask(open, { host, origin: 'http://evil.example.com' })).toBe(403);
    await open.close();
  });

  test('HEAD has the headers only', async () => {
    const head = await fetch(`${admin.url}/healthz`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '3', '']);
  });

  test('refuses other methods', async () => {
    const post = await fetch(`${admin.url}/healthz`, { method: 'POST' });
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each(['/', '/nothing', '/toString', '/__proto__'])('lists what there is for %s', async (path) => {
    const response = await fetch(admin.url + path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('/healthz, /readyz, /debug/x');
  });

  test('a route that fails is a 500, and the next one works', async () => {
    const broken = await fetch(`${admin.url}/broken`);
    expect([broken.status, await broken.text()]).toEqual([500, 'no such thing\n']);
    expect((await fetch(`${admin.url}/healthz`)).status).toBe(200);
  });

  test('a taken address is told by its code', async () => {
    await expect(startAdmin(new URL(admin.url).host, {})).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('splitAddress', () => {
  test.each([
    ['127.0.0.1:80', { host: '127.0.0.1', port: 80 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
  ])('%s', (listen, expected) => expect(splitAddress(listen)).toEqual(expected));

  test.each(['80', 'localhost', 'localhost:', 'localhost:65536', 'localhost:x'])('%s is none', (listen) =>
    expect(() => splitAddress(listen)).toThrow(`${listen} is not host:port`),
  );
});
