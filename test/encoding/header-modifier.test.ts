import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backend, local, rule } from '../../src/envoy/testing/example.js';
import type { HeaderModifier, HttpFilters } from '../../src/model/index.js';
import { type RunningExample, runExample } from './run.js';

const modifier = (parts: { set?: object; add?: object; remove?: readonly string[] }): HeaderModifier => {
  const list = (values: object = {}) => Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
  return { set: list(parts.set), add: list(parts.add), remove: parts.remove ?? [] };
};

const LITERALS = ['100%', '%', '%%', '%REQ(:PATH)%', '%ENVIRONMENT(PATH)%', '50% off %CEL(1+1)%', 'a, b; c="d"', '\\"'];

const ruleFilters: HttpFilters = {
  requestHeaders: modifier({
    set: { 'x-set': 'rule', 'x-both': 'rule' },
    add: { 'x-add': 'rule' },
    remove: ['x-remove'],
  }),
  responseHeaders: modifier({
    set: { 'x-set': 'rule', 'x-both': 'rule' },
    add: { 'x-add': 'rule' },
    remove: ['x-remove'],
  }),
};
const backendFilters: HttpFilters = {
  requestHeaders: modifier({ set: { 'x-both': 'backend' }, add: { 'x-add': 'backend' }, remove: ['x-set'] }),
  responseHeaders: modifier({ set: { 'x-both': 'backend' }, add: { 'x-add': 'backend' }, remove: ['x-set'] }),
};
const literals = modifier({ set: Object.fromEntries(LITERALS.map((value, index) => [`x-${index}`, value])) });

let upstream: Server;
let envoy: RunningExample;
beforeAll(async () => {
  // Answers with the headers of the request, and with headers of its own that filters change.
  upstream = createServer((request, response) => {
    response.writeHead(200, { 'x-set': 'upstream', 'x-add': 'upstream', 'x-remove': 'upstream', 'x-keep': 'upstream' });
    response.end(JSON.stringify(request.headers));
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const forward = (...names: string[]) =>
    ({ type: 'Forward', backends: names.map((name) => backend(name, { filters: backendFilters })) }) as const;
  envoy = await runExample(
    {
      'rule.test': [rule({ name: 'rule', filters: ruleFilters })],
      'one.test': [rule({ name: 'one', filters: ruleFilters, action: forward('a') })],
      'two.test': [rule({ name: 'two', filters: ruleFilters, action: forward('a', 'b') })],
      'literal.test': [rule({ name: 'literal', filters: { requestHeaders: literals, responseHeaders: literals } })],
      'redirect.test': [
        rule({
          name: 'redirect',
          filters: { responseHeaders: modifier({ set: { 'x-set': 'rule' } }) },
          action: { type: 'Redirect', redirect: { statusCode: 302, hostname: 'example.org' } },
        }),
      ],
    },
    { echo: [], backends: { a: local(port), b: local(port) } },
  );
});
afterAll(async () => {
  await envoy.stop();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

async function exchange(host: string) {
  const headers = { 'x-set': 'client', 'x-add': 'client', 'x-remove': 'client', 'x-keep': 'client' };
  const response = await envoy.request({ host, headers });
  return { request: JSON.parse(response.body) as Record<string, string>, response: response.headers };
}

describe('header modifiers', () => {
  test('of a rule set, add and remove', async () => {
    const { request, response } = await exchange('rule.test');
    expect(request).toMatchObject({ 'x-set': 'rule', 'x-add': 'client, rule', 'x-keep': 'client' });
    expect(request).not.toHaveProperty('x-remove');
    expect(response).toMatchObject({ 'x-set': 'rule', 'x-add': 'upstream, rule', 'x-keep': 'upstream' });
    expect(response).not.toHaveProperty('x-remove');
  });

  test.each(['one.test', 'two.test'])('of a backend apply after those of its rule: %s', async (host) => {
    const { request, response } = await exchange(host);
    expect(request).toMatchObject({ 'x-both': 'backend', 'x-add': 'client, rule, backend' });
    expect(response).toMatchObject({ 'x-both': 'backend', 'x-add': 'upstream, rule, backend' });
    for (const headers of [request, response]) {
      expect(headers).not.toHaveProperty('x-set');
      expect(headers).not.toHaveProperty('x-remove');
    }
  });

  test('take values literally', async () => {
    const { request, response } = await exchange('literal.test');
    LITERALS.forEach((value, index) => {
      expect(request[`x-${index}`]).toBe(value);
      expect(response[`x-${index}`]).toBe(value);
    });
  });

  test('apply to a redirect', async () => {
    expect((await envoy.request({ host: 'redirect.test' })).headers['x-set']).toBe('rule');
  });
});

describe('without modifiers', () => {
  test('clients see the headers of the backend and none of the proxy', async () => {
    const { response } = await exchange('literal.test');
    const known = ['date', 'transfer-encoding', 'connection', 'x-set', 'x-add', 'x-remove', 'x-keep'];
    expect(Object.keys(response).filter((name) => !known.includes(name) && !/^x-\d$/.test(name))).toEqual([]);
  });
});
