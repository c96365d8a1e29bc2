import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { backend, rule } from '../../src/envoy/testing/example.js';
import type { Cors, WeightedBackend } from '../../src/model/index.js';
import { type RunningExample, runExample } from './run.js';

const cors = (parts: Partial<Cors>): Cors => ({
  allowOrigins: [],
  allowMethods: [],
  allowHeaders: [],
  exposeHeaders: [],
  allowCredentials: false,
  maxAge: 5,
  ...parts,
});

const HOSTS = {
  'listed.test': cors({
    allowOrigins: ['https://www.foo.com', 'https://*.bar.com', 'http://plain.com:80'],
    allowMethods: ['GET', 'OPTIONS'],
    allowHeaders: ['x-header-1', 'x-header-2'],
    exposeHeaders: ['x-header-3', 'x-header-4'],
    allowCredentials: true,
    maxAge: 3600,
  }),
  'any.test': cors({ allowOrigins: ['*'], allowMethods: ['*'], allowHeaders: ['*'], exposeHeaders: ['*'] }),
  'credentials.test': cors({
    allowOrigins: ['*'],
    allowMethods: ['*'],
    allowHeaders: ['*'],
    exposeHeaders: ['*'],
    allowCredentials: true,
  }),
  'bare.test': cors({ allowOrigins: ['https://www.foo.com'] }),
};

let envoy: RunningExample;
beforeAll(async () => {
  const hosts = Object.entries(HOSTS).map(([host, value]) => [host, [rule({ name: host, filters: { cors: value } })]]);
  const filters = { cors: HOSTS['any.test'] };
  const forward = (name: string, ...backends: readonly WeightedBackend[]) =>
    rule({ name, action: { type: 'Forward', backends } });
  envoy = await runExample({
    ...Object.fromEntries(hosts),
    'backend.test': [forward('backend', backend('a', { filters }))],
    'backends.test': [forward('backends', backend('a', { filters }), backend('a', { filters }))],
  });
});
afterAll(() => envoy.stop());

/** The CORS headers of an answer, without their common prefix. */
async function answer(host: string, method: string, headers: Record<string, string>) {
  const response = await envoy.request({ host, method, headers });
  const corsHeaders = Object.entries(response.headers).filter(([name]) => name.startsWith('access-control-'));
  return {
    status: response.status,
    forwarded: response.headers['x-echo-name'] !== undefined,
    ...Object.fromEntries(corsHeaders.map(([name, value]) => [name.slice('access-control-'.length), value])),
  };
}

const FOO = 'https://www.foo.com';
const ASK = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-header-1, x-header-2' };

describe('a preflight request is answered by the proxy', () => {
  test.each([FOO, 'https://a.bar.com', 'https://b.a.bar.com', 'http://plain.com'])(
    'to an allowed origin: %s',
    async (origin) => {
      expect(await answer('listed.test', 'OPTIONS', { origin, ...ASK })).toEqual({
        status: 200,
        forwarded: false,
        'allow-origin': origin,
        'allow-methods': 'GET, OPTIONS',
        'allow-headers': 'x-header-1, x-header-2',
        'expose-headers': 'x-header-3, x-header-4',
        'allow-credentials': 'true',
        'max-age': '3600',
      });
    },
  );

  test.each([
    'https://foo.com',
    'http://www.foo.com',
    `${FOO}:8443`,
    'https://bar.com',
    'https://xbar.com',
    'http://plain.com:8080',
  ])('and not allowed to another: %s', async (origin) => {
    expect(await answer('listed.test', 'OPTIONS', { origin, ...ASK })).toEqual({ status: 200, forwarded: false });
  });

  test.each([FOO, 'https://foobar.com:12345'])('with wildcards, by what it asks for: %s', async (origin) => {
    expect(await answer('any.test', 'OPTIONS', { origin, ...ASK })).toEqual({
      status: 200,
      forwarded: false,
      'allow-origin': origin,
      'allow-methods': 'PUT',
      'allow-headers': 'x-header-1, x-header-2',
      'expose-headers': '*',
      'max-age': '5',
    });
  });

  test('with wildcards and credentials, never with a wildcard', async () => {
    expect(await answer('credentials.test', 'OPTIONS', { origin: FOO, ...ASK })).toEqual({
      status: 200,
      forwarded: false,
      'allow-origin': FOO,
      'allow-methods': 'PUT',
      'allow-headers': 'x-header-1, x-header-2',
      'allow-credentials': 'true',
      'max-age': '5',
    });
  });

  test('with the safelisted methods and headers only, when none are configured', async () => {
    expect(await answer('bare.test', 'OPTIONS', { origin: FOO, ...ASK })).toEqual({
      status: 200,
      forwarded: false,
      'allow-origin': FOO,
      'max-age': '5',
    });
  });
});

describe('another request is forwarded', () => {
  test('and its answer allowed to an allowed origin', async () => {
    expect(await answer('listed.test', 'GET', { origin: FOO })).toEqual({
      status: 200,
      forwarded: true,
      'allow-origin': FOO,
      'allow-credentials': 'true',
      'expose-headers': 'x-header-3, x-header-4',
    });
    expect(await answer('any.test', 'PUT', { origin: FOO })).toEqual({
      status: 200,
      forwarded: true,
      'allow-origin': FOO,
      'expose-headers': '*',
    });
  });

  test('and its answer not allowed to another', async () => {
    expect(await answer('listed.test', 'GET', { origin: 'https://evil.test' })).toEqual({
      status: 200,
      forwarded: true,
    });
  });

  test('when it is an OPTIONS request of its own, or has no origin', async () => {
    expect(await answer('listed.test', 'OPTIONS', { origin: FOO })).toMatchObject({ forwarded: true });
    expect(await answer('listed.test', 'GET', {})).toEqual({ status: 200, forwarded: true });
  });
});

test('applies to the share of a backend', async () => {
  expect(await answer('backend.test', 'OPTIONS', { origin: FOO, ...ASK })).toMatchObject({
    forwarded: false,
    'allow-origin': FOO,
  });
  expect(await answer('backends.test', 'OPTIONS', { origin: FOO, ...ASK })).toMatchObject({
    forwarded: false,
    'allow-origin': FOO,
  });
});
