import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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
