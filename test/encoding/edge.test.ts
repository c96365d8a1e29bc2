import { connect as connectHttp2, createServer as createHttp2Server, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backend, LISTENER, local, rule } from '../../src/envoy/testing/example.js';
import type { HttpRule, PathMatch } from '../../src/model/index.js';
import { type RunningExample, runExample } from './run.js';

const one = { headers: [], queryParams: [] };
const named = (name: string, path: PathMatch, parts: Partial<HttpRule> = {}) =>
  rule({ name, matches: [{ path, ...one }], ...parts });
const error = (status: number) => ({ type: 'Error', status }) as const;

let http2: Http2Server;
let envoy: RunningExample;
beforeAll(async () => {
  http2 = createHttp2Server((request, response) => {
    response.end(`${request.httpVersion} ${request.headers[':path']}`);
  });
  await new Promise<void>((done) => http2.listen(0, '127.0.0.1', done));
  const h2c = local((http2.address() as AddressInfo).port);
  envoy = await runExample(
    {
      'any.test': [rule({ name: 'any' })],
      'paths.test': [
        named('exact', { type: 'Exact', value: '/exact' }),
        named('prefix', { type: 'Prefix', value: '/prefix' }),
        named('regex', { type: 'Regex', value: '/re/[0-9]{1,64}' }),
      ],
      'parts.test': [
        rule({
          name: 'parts',
          matches: [
            {
              path: { type: 'Prefix', value: '/' },
              method: 'PUT',
              headers: [
                { type: 'Exact', name: 'x-a', value: '1' },
                { type: 'Regex', name: 'x-b', value: '[0-9]+' },
              ],
              queryParams: [{ type: 'Exact', name: 'q', value: '1' }],
            },
          ],
        }),
        rule({ name: 'rest', action: error(418) }),
      ],
      'error.test': [rule({ name: 'error', action: error(500) })],
      'empty.test': [],
      'h2c.test': [rule({ name: 'h2c', action: { type: 'Forward', backends: [backend('h2c')] } })],
      '*.wild.test': [rule({ name: 'wild' })],
    },
    {
      backends: { h2c, none: [] },
      change: (content) => ({
        ...content,
        backends:
          content.backends?.map((each) => (each.name.includes('h2c') ? { ...each, protocol: 'HTTP2' } : each)) ?? [],
        virtualHosts: [
          ...(content.virtualHosts ?? []),
          { routeTable: LISTENER, domain: 'misdirected.test', chain: 'another', routes: [] },
        ],
      }),
    },
  );
});
afterAll(async () => {
  await envoy.stop();
  await new Promise((resolve) => http2.close(resolve));
});

describe('a virtual host', () => {
  test.each([
    ['any.test', '/', 200],
    ['ANY.test', '/', 200],
    ['any.test:8080', '/', 200],
    ['any.test:', '/', 200],
    ['any.test.', '/', 200],
    ['ANY.test.:8080', '/', 200],
    ['any.test..', '/', 404],
    ['a.wild.test.', '/', 200],
    ['a.b.wild.test.:80', '/', 200],
    ['wild.test.', '/', 404],
    ['misdirected.test.:8080', '/any/path', 421],
    ['other.test', '/', 404],
    ['a.wild.test', '/', 200],
    ['a.b.wild.test', '/', 200],
    ['wild.test', '/', 404],
    ['empty.test', '/', 404],
    ['error.test', '/', 500],
    ['misdirected.test', '/any/path', 421],
    ['paths.test', '/exact', 200],
    ['paths.test', '/exact/', 404],
    ['paths.test', '/prefix', 200],
    ['paths.test', '/prefix/more?q', 200],
    ['paths.test', '/prefixmore', 404],
    ['paths.test', '/re/123', 200],
    ['paths.test', '/re/123/', 404],
  ])('%s%s answers %i', async (host, path, status) => {
    expect((await envoy.request({ host, path })).status).toBe(status);
  });

  const all = { method: 'PUT', path: '/?q=1', headers: { 'x-a': '1', 'x-b': '23' } };
  test.each([
    [200, all],
    [418, { ...all, method: 'POST' }],
    [418, { ...all, path: '/?q=2' }],
    [418, { ...all, path: '/' }],
    [418, { ...all, headers: { 'x-a': '1', 'x-b': '2x' } }],
    [418, { ...all, headers: { 'x-b': '23' } }],
  ])('wants all parts of a match: %i for %j', async (status, request) => {
    expect((await envoy.request({ host: 'parts.test', ...request })).status).toBe(status);
  });
});

describe('a request', () => {
  test('gets to routes and backends with one reading of its path', async () => {
    const path = async (path: string) => (await envoy.request({ host: 'any.test', path })).echoed().path;
    expect(await path('/a/../b')).toBe('/b');
    expect(await path('/a//b')).toBe('/a/b');
    const { status, headers } = await envoy.request({ host: 'any.test', path: '/a%2Fb' });
    expect([status, headers.location]).toEqual([307, '/a/b']);
  });

  test('with an underscore in the name of a header is refused', async () => {
    const { status, body } = await envoy.request({ host: 'any.test', headers: { x_a: '1' } });
    expect([status, body]).toEqual([400, 'Bad Request: http1.unexpected_underscore']);
  });

  test('tells the backend where it comes from', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.1', 'x-forwarded-proto': 'https' };
    const { headers: received } = (await envoy.request({ host: 'any.test', headers })).echoed();
    expect(received['x-forwarded-for']).toMatch(/^203\.0\.113\.1,/);
    expect(received['x-forwarded-proto']).toBe('http');
    expect(received['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('can be forwarded by HTTP/2 without TLS', async () => {
    expect((await envoy.request({ host: 'h2c.test', path: '/p' })).body).toBe('2.0 /p');
  });

  test('may come by HTTP/2 without TLS', async () => {
    const client = connectHttp2(`http://127.0.0.1:${envoy.port}`);
    const status = await new Promise((resolve, reject) => {
      client.once('error', reject);
      client
        .request({ ':authority': 'any.test', ':path': '/' })
        .once('response', (headers) => resolve(headers[':status']));
    });
    client.destroy();
    expect(status).toBe(200);
  });
});
