import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LISTENER, local, rule } from '../../src/envoy/testing/example.js';
import type { ModelContent } from '../../src/envoy/testing/source-model.js';
import { eventually, send } from '../envoy/harness.js';
import { type RunningExample, runExample } from './run.js';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,14}[a-z0-9])?$/);
const hostname = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));
const HOSTNAMES = fc.sample(hostname, { numRuns: 500, seed: 1 });

/** The statuses by which the tests see which virtual host has answered. */
const answers = (name: string, status: number) => rule({ name, action: { type: 'Error', status } });
const EXACT = answers('exact', 410);
const ANY = answers('any', 411);
const OTHER_TABLE = answers('other', 412);

const cors = {
  allowOrigins: ['https://foo.test'],
  allowMethods: ['GET'],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
  maxAge: 5,
};

const OTHER_LISTENER = 'default/gateway/81';

/** A second listener whose table answers for the same hosts otherwise. */
function withOther(content: ModelContent): ModelContent {
  const proxy = 'default/gateway';
  const [listener] = content.listeners ?? [];
  if (listener === undefined) throw new Error('the example has no listener');
  return {
    ...content,
    listeners: [listener, { ...listener, name: OTHER_LISTENER }],
    filterChains: [
      ...(content.filterChains ?? []),
      { kind: 'HTTP', listener: OTHER_LISTENER, name: 'http', routeTable: OTHER_LISTENER },
    ],
    routeTables: [...(content.routeTables ?? []), { name: OTHER_LISTENER, proxy, scheme: 'http', port: 81 }],
    httpRules: [...(content.httpRules ?? []), OTHER_TABLE],
    virtualHosts: [
      ...(content.virtualHosts ?? []),
      {
        routeTable: OTHER_LISTENER,
        domain: 'www.exact.test',
        routes: [{ rule: OTHER_TABLE.key, match: 0 }],
      },
    ],
  };
}

const mirrored: IncomingHttpHeaders[] = [];
const sink = createServer((request, response) => {
  mirrored.push(request.headers);
  response.end();
});

let envoy: RunningExample;
let withoutCatchAll: RunningExample;
beforeAll(async () => {
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const mirrors = [{ backend: 'default/sink:80', fraction: { numerator: 1, denominator: 1 } }];
  const exact = Object.fromEntries(HOSTNAMES.map((host) => [host, [EXACT]]));
  [envoy, withoutCatchAll] = await Promise.all([
    runExample(
      {
        'www.exact.test': [EXACT],
        'forward.exact.test': [rule({ name: 'forward' })],
        'mirror.exact.test': [rule({ name: 'mirror', filters: { mirrors } })],
        '*.wild.test': [rule({ name: 'wild', filters: { cors } })],
        'www.wild.test': [EXACT],
        '*': [ANY],
      },
      {
        sharded: [LISTENER, OTHER_LISTENER],
        change: withOther,
        backends: { sink: local((sink.address() as AddressInfo).port) },
      },
    ),
    runExample(exact, { sharded: [LISTENER] }),
  ]);
});
afterAll(async () => {
  await Promise.all([envoy.stop(), withoutCatchAll.stop()]);
  await new Promise((resolve) => sink.close(resolve));
});

describe('routes delivered in buckets', () => {
  test.each([
    ['www.exact.test', 410],
    ['WWW.Exact.Test', 410],
    ['www.exact.test:8080', 410],
    ['WWW.EXACT.TEST:80', 410],
    ['www.wild.test', 410],
    ['a.wild.test', 200],
    ['A.WILD.test:8080', 200],
    ['a.b.c.wild.test', 200],
    ['wild.test', 411],
    ['unknown.test', 411],
    ['localhost', 411],
    ['localhost:8080', 411],
    ['127.0.0.1', 411],
    ['[::1]', 411],
    ['[::1]:8080', 411],
    ['a_b.test', 411],
    ['www.exact.test.', 410],
    ['WWW.exact.test.:8080', 410],
    ['a.b.wild.test.', 200],
    ['unknown.test.', 411],
    ['www.exact.test..', 411],
    [`${'x'.repeat(250)}.test`, 411],
  ])('%s answers %i', async (host, status) => {
    expect((await envoy.request({ host })).status).toBe(status);
  });

  test('keep the tables of a proxy apart', async () => {
    const to = await envoy.envoy.port(OTHER_LISTENER);
    expect((await send({ to, host: 'www.exact.test' })).status).toBe(412);
    expect((await send({ to, host: 'a.wild.test' })).status).toBe(404);
  });

  test.each([
    { 'x-gatewright-scope': `${LISTENER}#000000` },
    { 'x-gatewright-scope': [`${LISTENER}#000000`, `${LISTENER}#111111`] },
    { 'X-Gatewright-Scope': `${OTHER_LISTENER}#101010` },
    { 'x-gatewright-scope': '' },
  ])('cannot be chosen by a client, nor does the backend see how they were: %j', async (headers) => {
    expect((await envoy.request({ host: 'www.exact.test', headers })).status).toBe(410);
    const { headers: received } = (await envoy.request({ host: 'forward.exact.test', headers })).echoed();
    expect(received).not.toHaveProperty('x-gatewright-scope');
  });

  test('do not show in a mirrored request', async () => {
    await envoy.request({ host: 'mirror.exact.test' });
    await eventually(() => expect(mirrored).toHaveLength(1));
    expect(mirrored[0]).toMatchObject({ host: 'mirror.exact.test' });
    expect(mirrored[0]).not.toHaveProperty('x-gatewright-scope');
  });

  test('apply the filters of a route, also for a wildcard', async () => {
    const headers = { origin: 'https://foo.test', 'access-control-request-method': 'GET' };
    const response = await envoy.request({ host: 'a.wild.test', method: 'OPTIONS', headers });
    expect(response.headers['access-control-allow-origin']).toBe('https://foo.test');
    expect(response.headers['x-echo-name']).toBeUndefined();
  });

  test('are found for every hostname, in any case, with any port, and in its absolute form', async () => {
    const variants = [
      (host: string) => host,
      (host: string) => host.toUpperCase(),
      (host: string) => `${host}:8080`,
      (host: string) => `${host}.`,
      (host: string) => `${host.toUpperCase()}.:8080`,
      (host: string) => `${host.replace(/^./, (first) => first.toUpperCase())}:65535`,
    ];
    const misses: string[] = [];
    for (const [index, host] of HOSTNAMES.entries()) {
      const sent = variants[index % variants.length]?.(host) ?? host;
      if ((await withoutCatchAll.request({ host: sent })).status !== 410) misses.push(sent);
    }
    expect(misses).toEqual([]);
  });
});
