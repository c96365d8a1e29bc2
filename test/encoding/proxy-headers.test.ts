import { connect as connectHttp2 } from 'node:http2';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rule } from '../../src/envoy/testing/example.js';
import type { HeaderModifier } from '../../src/model/index.js';
import { eventually } from '../envoy/harness.js';
import { type RunningExample, runExample } from './run.js';

const set = (headers: { readonly [name: string]: string }): HeaderModifier => ({
  set: Object.entries(headers).map(([name, value]) => ({ name, value })),
  add: [],
  remove: [],
});

/** What a route would have others believe. */
const FORGED = { 'x-forwarded-for': '203.0.113.9', 'x-request-id': 'forged', 'user-agent': 'forged' };

let envoy: RunningExample;
beforeAll(async () => {
  const rewrite = { hostname: 'rewritten.test', path: { type: 'ReplaceFullPath', value: '/rewritten' } } as const;
  const forging = rule({ name: 'forging', filters: { requestHeaders: set(FORGED), rewrite } });
  const redirect = rule({
    name: 'redirect',
    action: { type: 'Redirect', redirect: { statusCode: 302, scheme: 'https' } },
  });
  envoy = await runExample(
    { 'any.test': [rule()], 'forging.test': [forging], 'redirect.test': [redirect] },
    { accessLog: 'stdout', args: ['--file-flush-interval-msec', '50'] },
  );
});
afterAll(() => envoy.stop());

describe('headers of the proxy', () => {
  const HEADERS = {
    'x-envoy-upstream-rq-timeout-ms': '1',
    'x-envoy-retry-on': '5xx',
    'x-envoy-max-retries': '100',
    'X-Envoy-Original-Path': '/x',
    'x-envoy-original-dst-host': '127.0.0.1:22',
    'x-envoy-attempt-count': '7',
    'x-envoy-is-timeout-retry': 'true',
    'x-envoy-peer-metadata': 'ChoKCkNMVVNURVJfSUQ',
    'x-envoy-peer-metadata-id': 'sidecar~10.0.0.1',
    'x-envoy-internal': 'true',
    'x-gatewright-chain': 'chain',
    'X-Gatewright-Probe': 'http:8080',
    'x-gatewright-scope': 'scope',
    'x-gatewright-anything': '1',
  };

  test.each(Object.entries(HEADERS))('from a client reach no backend: %s', async (name, value) => {
    for (const sent of [value, [value, value]]) {
      const { headers } = (await envoy.request({ host: 'any.test', headers: { [name]: sent } })).echoed();
      expect(headers).not.toHaveProperty(name.toLowerCase());
    }
  });

  test('and others do', async () => {
    const headers = { 'x-envoyer': '1', 'x-gatewrights': '2', envoy: '3' };
    expect((await envoy.request({ host: 'any.test', headers })).echoed().headers).toMatchObject(headers);
  });
});

describe('a host', () => {
  const host = 'redirect.test';
  test.each([
    `${host}:@evil.test`,
    `${host}:80@evil.test`,
    `${host}:x`,
    `${host}:80x`,
    `${host}:80:80`,
    `user@${host}`,
    `user:password@${host}`,
    `[${host}]`,
    '[::1]x:80',
    'unknown.test:x',
  ])('that is not one is refused: %s', async (malformed) => {
    const { status, headers } = await envoy.request({ host: malformed });
    expect([status, headers.location]).toEqual([400, undefined]);
  });

  test('is looked at in HTTP/2, and in the absolute form of a request, too', async () => {
    const client = connectHttp2(`http://127.0.0.1:${envoy.port}`);
    const status = await new Promise((resolve, reject) => {
      client.once('error', reject);
      const request = client.request({ ':authority': `${host}:80x`, ':path': '/' });
      request.once('response', (response) => resolve(response[':status'])).once('close', () => resolve('closed'));
    });
    client.destroy();
    expect(status).toBe(400);

    const socket = connect(envoy.port, '127.0.0.1');
    socket.write(`GET http://${host}:80x/ HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });

  test.each([
    [host, 302],
    [`${host}.`, 302],
    [`${host}:8443`, 302],
    ['xn--bcher-kva.test', 404],
    ['a_b.test:80', 404],
    ['127.0.0.1:80', 404],
    ['[2001:db8::1]', 404],
    ['[::ffff:127.0.0.1]:80', 404],
  ])('that is one is not: %s', async (well, status) => {
    expect((await envoy.request({ host: well })).status).toBe(status);
  });
});

test('the log shows what the proxy got, and not what a route made of it', async () => {
  const sent = { 'user-agent': 'test', 'x-request-id': 'from-a-client', 'x-forwarded-for': '198.51.100.1' };
  const response = await envoy.request({ host: 'forging.test', path: '/own?q', headers: sent });
  expect(response.echoed()).toMatchObject({ path: '/rewritten?q', headers: { ...FORGED, host: 'rewritten.test' } });
  const line = await eventually(() => {
    const found = envoy.envoy
      .logs()
      .split('\n')
      .find((each) => each.includes('HTTPRoute/default/forging'));
    if (found === undefined) throw new Error('it is not there yet');
    return JSON.parse(found) as { readonly [field: string]: unknown };
  });
  expect(line).toMatchObject({
    ...{ host: 'forging.test', path: '/own?q', user_agent: 'test', client: expect.stringMatching(/^127\.0\.0\.1:/) },
    // The proxy gives a request an identifier of its own, and adds where it came from.
    request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    forwarded_for: expect.stringMatching(/^198\.51\.100\.1,/),
  });
});
