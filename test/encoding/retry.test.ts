import { createServer as createHttpServer, type RequestListener } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { backend, local, rule } from '../../src/envoy/testing/example.js';
import type { HttpRetry, HttpRule, HttpTimeouts } from '../../src/model/index.js';
import { type RunningExample, runExample } from './run.js';

/** What the attempts of a request get, one after the other; then 200. */
type Answer = number | 'hang' | 'reset';
let answers: Answer[] = [];
let attempts = 0;
const held: (() => void)[] = [];

const answer: RequestListener = (request, response) => {
  attempts += 1;
  const next = answers.shift() ?? 200;
  if (next === 'hang') held.push(() => response.destroy());
  else if (next === 'reset') request.socket.destroy();
  else request.resume().once('end', () => response.writeHead(next).end());
};

let envoy: RunningExample;
const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A port on which nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A filter that an entry of a weighted list can not have. */
const FULL_PATH = { path: { type: 'ReplaceFullPath', value: '/full' } } as const;

const RULES: { readonly [name: string]: { retry?: HttpRetry; timeouts?: HttpTimeouts; to?: string } } = {
  default: {},
  'default-refused': { to: 'refused' },
  'default-one-of-two': { to: 'one-of-two' },
  'default-one-of-six': { to: 'one-of-six' },
  never: { retry: { codes: [500], attempts: 0 } },
  'never-one-of-two': { retry: { codes: [], attempts: 0 }, to: 'one-of-two' },
  'on-500': { retry: { codes: [500], attempts: 3 } },
  'on-500-one-of-two': { retry: { codes: [500], attempts: 3 }, to: 'one-of-two' },
  'on-several': { retry: { codes: [500, 502, 503, 504], attempts: 2 } },
  once: { retry: { codes: [500] } },
  many: { retry: { codes: [], attempts: 100 }, to: 'one-of-two' },
  'slow-backoff': { retry: { codes: [500], attempts: 1, backoff: 60_000 }, timeouts: { request: 100 } },
  request: { timeouts: { request: 100 } },
  'request-retried': { retry: { codes: [500], attempts: 5 }, timeouts: { request: 400 } },
  'backend-request': { timeouts: { backendRequest: 100 } },
  'backend-request-retried': { retry: { codes: [500], attempts: 3 }, timeouts: { backendRequest: 300 } },
  'backend-request-never': { retry: { codes: [], attempts: 0 }, timeouts: { backendRequest: 100 } },
};

beforeAll(async () => {
  const port = await listen(createHttpServer(answer));
  const [one, other] = [await closedPort(), await closedPort()];
  const closed = await Promise.all(Array.from({ length: 5 }, closedPort));
  const ruleOf = ([name, { retry, timeouts = {}, to = 'a' }]: [string, (typeof RULES)[string]]): [
    string,
    HttpRule[],
  ] => [
    `${name}.test`,
    [rule({ name, timeouts, ...(retry && { retry }), action: { type: 'Forward', backends: [backend(to)] } })],
  ];
  const retry = { codes: [500], attempts: 3 };
  const methodRule = (method: string): [string, HttpRule[]] => {
    const matches = [{ path: { type: 'Prefix', value: '/' }, method, headers: [], queryParams: [] } as const];
    const name = `on-500-${method.toLowerCase()}`;
    return [`${name}.test`, [rule({ name, matches, retry })]];
  };
  const split = rule({
    ...{ name: 'on-500-split', retry },
    action: { type: 'Forward', backends: [backend('a'), { ...backend('b'), filters: { rewrite: FULL_PATH } }] },
  });
  const hosts = [
    ...Object.entries(RULES).map(ruleOf),
    ...['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'POST', 'PATCH', 'PURGE'].map(methodRule),
    ['on-500-split.test', [split]] as const,
  ];
  envoy = await runExample(Object.fromEntries(hosts), {
    echo: [],
    backends: {
      a: local(port),
      b: local(port),
      refused: local(one, other),
      'one-of-two': local(one, port),
      'one-of-six': local(...closed, port),
    },
  });
});
afterAll(async () => {
  await envoy.stop();
  for (const release of held) release();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
});
beforeEach(() => {
  answers = [];
  attempts = 0;
});

async function status(name: keyof typeof RULES, ...sequence: Answer[]): Promise<number> {
  return statusOf(name, 'body', sequence);
}

/** Of a request whose method allows that a backend gets it twice. */
async function statusOfPut(name: keyof typeof RULES, ...sequence: Answer[]): Promise<number> {
  return statusOf(name, 'body', sequence, 'PUT');
}

async function statusOf(name: keyof typeof RULES, body: string, sequence: Answer[], method = 'POST'): Promise<number> {
  answers = sequence;
  return (await envoy.request({ host: `${name}.test`, method, body })).status;
}

describe('by default', () => {
  test.each(['default-one-of-two', 'default-one-of-six'])(
    '%s: the backend that can be reached is found',
    async (name) => {
      for (let request = 0; request < 20; request++) expect(await status(name)).toBe(200);
      expect(attempts).toBe(20);
    },
  );

  test('and 503 answered when there is none', async () => {
    expect(await status('default-refused')).toBe(503);
  });

  test.each([500, 503, 'reset'] as const)('nothing is sent again that a backend has seen: %s', async (first) => {
    expect(await status('default', first)).toBe(first === 'reset' ? 503 : first);
    expect(attempts).toBe(1);
  });

  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('also not %s', async (method) => {
    answers = ['reset'];
    expect((await envoy.request({ host: 'default.test', method })).status).toBe(503);
    expect(attempts).toBe(1);
  });

  test('not because a client asks for it', async () => {
    answers = ['reset'];
    const headers = { 'x-envoy-retry-on': 'reset' };
    expect((await envoy.request({ host: 'default.test', method: 'POST', headers })).status).toBe(503);
    expect(attempts).toBe(1);
  });
});

describe('a rule with retries', () => {
  const unlike = [500, 500] as const;
  test.each([
    ['GET', 200, 3],
    ['HEAD', 200, 3],
    ['OPTIONS', 200, 3],
    ['PUT', 200, 3],
    ['DELETE', 200, 3],
    ['POST', 500, 1],
    ['PATCH', 500, 1],
    ['PURGE', 500, 1],
  ] as const)(
    'repeats only what may be repeated after an answer: %s gets %i after %i attempts',
    async (method, expected, count) => {
      for (const name of ['on-500', 'on-500-split', `on-500-${method.toLowerCase()}`]) {
        attempts = 0;
        answers = [...unlike];
        expect([name, (await envoy.request({ host: `${name}.test`, method })).status]).toEqual([name, expected]);
        expect([name, attempts]).toEqual([name, count]);
      }
    },
  );

  test.each(['GET', 'POST'])('goes to the backend that can be reached, also with %s', async (method) => {
    for (let request = 0; request < 20; request++) {
      expect((await envoy.request({ host: 'on-500-one-of-two.test', method })).status).toBe(200);
    }
    expect(attempts).toBe(20);
  });

  test.each([
    ['on-500', [500, 500], 200, 3],
    ['on-500', [500, 500, 500, 500], 500, 4],
    ['on-500', [503], 503, 1],
    ['on-several', [502], 200, 2],
    ['on-several', [504, 503, 502], 502, 3],
    ['once', [500], 200, 2],
    ['once', [500, 500], 500, 2],
    ['never', [500], 500, 1],
    ['on-500', ['reset'], 503, 1],
  ] as const)('%s: %j gives %i after %i attempts', async (name, sequence, expected, count) => {
    expect(await statusOfPut(name, ...sequence)).toBe(expected);
    expect(attempts).toBe(count);
  });

  test('reaches the one backend that can be reached', async () => {
    for (let request = 0; request < 20; request++) expect(await status('many')).toBe(200);
  });

  test('with no attempts gives up at once', async () => {
    const seen = new Set<number>();
    while (!seen.has(503)) seen.add(await status('never-one-of-two'));
  });

  test.each([
    [1_000_000, 200, 2],
    [1_100_000, 500, 1],
  ])('keeps a body of %i bytes, or not: %i after %i attempts', async (size, expected, count) => {
    expect(await statusOf('on-500', 'x'.repeat(size), [500], 'PUT')).toBe(expected);
    expect(attempts).toBe(count);
  });

  test('waits before the next attempt', async () => {
    expect(await statusOfPut('slow-backoff', 500)).toBe(504);
    expect(attempts).toBe(1);
  });
});

describe('a time limit', () => {
  test.each([
    ['request', ['hang'], 504, 1],
    ['request-retried', [500, 'hang'], 504, 2],
    ['backend-request', ['hang'], 504, 1],
    ['backend-request-never', ['hang'], 504, 1],
    ['backend-request-retried', ['hang', 'hang', 500], 200, 4],
    ['backend-request-retried', ['hang', 'hang', 'hang', 'hang'], 504, 4],
  ] as const)('%s: %j gives %i after %i attempts', async (name, sequence, expected, count) => {
    expect(await statusOfPut(name, ...sequence)).toBe(expected);
    expect(attempts).toBe(count);
  });

  test.each(['POST', 'PATCH'])('of one attempt ends %s, which the backend may be at', async (method) => {
    answers = ['hang'];
    expect((await envoy.request({ host: 'backend-request-retried.test', method })).status).toBe(504);
    expect(attempts).toBe(1);
  });

  test('of one attempt ends a GET too', async () => {
    answers = ['hang'];
    expect((await envoy.request({ host: 'backend-request.test' })).status).toBe(504);
    expect(attempts).toBe(1);
  });
});
