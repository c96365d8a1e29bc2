import { Agent, createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { backend, local, rule } from '../../src/envoy/testing/example.js';
import type { HttpFilters, HttpRule, WeightedBackend } from '../../src/model/index.js';
import { eventually } from '../envoy/harness.js';
import { type RunningExample, runExample } from './run.js';

const REQUESTS = 1200;

/** What a mirror has received. */
let mirrored: { readonly host: string; readonly headers: IncomingHttpHeaders }[] = [];
let sink: Server;
let envoy: RunningExample;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

const forward = (
  name: string,
  backends: readonly WeightedBackend[],
  filters: HttpFilters = {},
): [string, HttpRule[]] => [`${name}.test`, [rule({ name, filters, action: { type: 'Forward', backends } })]];
const toPath = (value: string): HttpFilters => ({ rewrite: { path: { type: 'ReplaceFullPath', value } } });
const mirror = (numerator: number, denominator: number): HttpFilters => ({
  mirrors: [{ backend: 'default/sink:80', fraction: { numerator, denominator } }],
});
const from = (name: string): HttpFilters => ({
  requestHeaders: { set: [{ name: 'x-from', value: name }], add: [], remove: [] },
});
const missing = (weight: number): WeightedBackend => ({ weight, filters: {} });
const redirect = { statusCode: 302, hostname: 'elsewhere.test' } as const;

beforeAll(async () => {
  sink = createServer((request, response) => {
    mirrored.push({ host: request.headers.host ?? '', headers: request.headers });
    request.resume().once('end', () => response.end());
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  envoy = await runExample(
    Object.fromEntries([
      forward('list', [backend('a', { weight: 1 }), backend('b', { weight: 2 }), missing(1)]),
      forward('missing', [missing(1)]),
      forward('all-missing', [missing(1), missing(2)]),
      forward('split', [
        backend('a', { weight: 1, filters: toPath('/a') }),
        backend('b', { weight: 2, filters: toPath('/b') }),
        missing(1),
      ]),
      forward('large', [
        backend('a', { weight: 999_999, filters: toPath('/a') }),
        backend('b', { weight: 1_000_000, filters: toPath('/b') }),
      ]),
      forward('redirect', [backend('a', { weight: 1 }), backend('b', { weight: 1, redirect })]),
      forward('mirror', [backend('a')], mirror(1, 1)),
      forward('half', [backend('a')], mirror(1, 2)),
      forward('none', [backend('a')], mirror(0, 100)),
      forward(
        'mirror-list',
        [backend('a', { filters: from('a') }), backend('b', { filters: from('b') })],
        mirror(1, 2),
      ),
      forward('mirror-backend', [
        backend('a', { weight: 3, filters: { ...from('a'), ...mirror(1, 3) } }),
        backend('b'),
      ]),
    ]),
    { echo: ['a', 'b'], backends: { sink: local((sink.address() as AddressInfo).port) } },
  );
});
afterAll(async () => {
  agent.destroy();
  await envoy.stop();
  sink.closeAllConnections();
  await new Promise((resolve) => sink.close(resolve));
});
beforeEach(() => {
  mirrored = [];
});

/** Shares of the answers by upstream and path, by status otherwise. */
async function answers(name: string, requests = REQUESTS): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const one = async () => {
    const response = await envoy.request({ host: `${name}.test`, agent });
    const answer = response.status === 200 ? response.echoed() : undefined;
    const key = answer === undefined ? String(response.status) : `${answer.name}${answer.path}`;
    counts[key] = (counts[key] ?? 0) + 1 / requests;
  };
  for (let sent = 0; sent < requests; sent += 8) await Promise.all(Array.from({ length: 8 }, one));
  return counts;
}

/** Six standard deviations of a share of one half, so that a failure means a fault. */
const TOLERANCE = 3 / Math.sqrt(REQUESTS);

function expectShares(actual: Record<string, number>, expected: Record<string, number>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [key, share] of Object.entries(expected)) {
    expect(Math.abs((actual[key] ?? 0) - share)).toBeLessThan(TOLERANCE);
  }
}

describe('requests are shared by weight', () => {
  test.each([
    ['list', { 'a/': 0.25, 'b/': 0.5, '500': 0.25 }],
    ['split', { 'a/a': 0.25, 'b/b': 0.5, '500': 0.25 }],
    ['large', { 'a/a': 0.5, 'b/b': 0.5 }],
    ['redirect', { 'a/': 0.5, '302': 0.5 }],
  ])('%s', async (name, expected) => {
    expectShares(await answers(name), expected);
  });

  test.each(['missing', 'all-missing'])('and all answered 500: %s', async (name) => {
    expect(Object.keys(await answers(name, 16))).toEqual(['500']);
  });
});

describe('requests are mirrored', () => {
  test('all of them, as they were forwarded', async () => {
    await answers('mirror', 16);
    await eventually(() => expect(mirrored).toHaveLength(16));
    expect(mirrored[0]?.host).toBe('mirror.test');
  });

  test('none of them', async () => {
    await answers('none', 64);
    await answers('mirror', 8);
    await eventually(() => expect(mirrored).toHaveLength(8));
  });

  test.each([
    ['half', { undefined: 0.5 }],
    ['mirror-list', { a: 0.25, b: 0.25 }],
    ['mirror-backend', { a: 0.25 }],
  ])('a part of them, whichever backend has the request: %s', async (name, expected) => {
    await answers(name);
    await answers('mirror', 8);
    const marked = (host: string) => mirrored.filter((each) => each.host === host);
    await eventually(() => expect(marked('mirror.test')).toHaveLength(8));
    const counts: Record<string, number> = {};
    for (const { headers } of marked(`${name}.test`)) {
      const key = String(headers['x-from']);
      counts[key] = (counts[key] ?? 0) + 1 / REQUESTS;
    }
    expectShares(counts, expected);
  });
});
