import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  adsBootstrap,
  type EchoServer,
  eventually,
  type RunningEnvoy,
  send,
  startEcho,
  startEnvoy,
} from '../../test/envoy/harness.js';
import { XdsCache, type XdsResource, XdsServer } from './index.js';
import { LAWS, type Laws } from './laws.js';
import { badRoutes, cluster, endpoints, listener, routes } from './testing/resources.js';
import { CLUSTER, ENDPOINT, ROUTE } from './type-rules.js';

const AUDIENCE = 'gateway';
const PROTOCOLS = ['delta', 'sotw'] as const;

let folder: string;
let cache: XdsCache;
let server: XdsServer;
let envoy: RunningEnvoy | undefined;
let echoes: EchoServer[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-xds-'));
  cache = new XdsCache();
  cache.markReady();
  echoes = [];
  envoy = undefined;
});

afterEach(async () => {
  await envoy?.stop();
  await server.shutdown(100);
  for (const echo of echoes) await echo.close();
  await rm(folder, { recursive: true });
});

const ads = () => `unix:${join(folder, 'ads.sock')}`;

async function serve(from: XdsCache = cache, laws: Laws = LAWS): Promise<void> {
  server = new XdsServer({ cache: from, authenticate: () => ({ audience: AUDIENCE, identity: 'test' }), laws });
  await server.bind(ads());
}

async function start(protocol: 'delta' | 'sotw' = 'delta'): Promise<RunningEnvoy> {
  envoy = await startEnvoy({ bootstrap: adsBootstrap({ ads: ads(), protocol }) });
  return envoy;
}

async function echo(name: string): Promise<EchoServer> {
  const started = await startEcho(name);
  echoes.push(started);
  return started;
}

function put(...resources: readonly XdsResource[]): void {
  putInto(cache, ...resources);
}

function putInto(target: XdsCache, ...resources: readonly XdsResource[]): void {
  target.update(resources.map((resource) => ({ audience: AUDIENCE, ...resource, resource })));
}

const gone = (typeUrl: string, name: string) => ({ audience: AUDIENCE, typeUrl, name, resource: undefined });

const settled = () =>
  eventually(async () => {
    expect(server.streams().map((stream) => stream.settled)).toEqual([true]);
  });

const statusOf = async (port: number) => (await send({ to: port, host: 'example.com', path: '/' })).status;

const becomes = (port: number, status: number) =>
  eventually(async () => {
    expect(await statusOf(port)).toBe(status);
  });

/** Moves all traffic to a new cluster and back, again and again under requests. Gives the number of requests that failed. */
async function failuresOfMoves(laws: Laws, moves: number, protocol: 'delta' | 'sotw' = 'delta'): Promise<number> {
  const backend = await echo('one');
  await serve(cache, laws);
  put(listener('web', 'web'), routes('web', 'cluster-0'), cluster('cluster-0'), endpoints('cluster-0', backend.port));
  const port = await (await start(protocol)).port('web');
  await becomes(port, 200);
  const agent = new Agent({ keepAlive: true });
  let failures = 0;
  let requests = 0;
  let running = true;
  const load = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (running) {
        const { status } = await send({ to: port, host: 'example.com', path: '/', agent });
        requests += 1;
        if (status !== 200) failures += 1;
      }
    }),
  );
  try {
    for (let move = 1; move <= moves && (laws === LAWS || failures === 0); move++) {
      const [before, after] = [`cluster-${move - 1}`, `cluster-${move}`];
      const due = requests + 20;
      const added = [routes('web', after), cluster(after), endpoints(after, backend.port)];
      cache.update([
        ...added.map((resource) => ({ audience: AUDIENCE, ...resource, resource })),
        gone(CLUSTER, before),
        gone(ENDPOINT, before),
      ]);
      await eventually(async () => {
        const clusters = await envoy?.admin('/clusters');
        expect(clusters).toContain(`${after}::`);
        expect(clusters).not.toContain(`${before}::`);
        expect(requests).toBeGreaterThan(due);
      });
    }
  } finally {
    running = false;
    await load;
    agent.destroy();
  }
  return failures;
}

describe('traffic moves to a new cluster and the old one leaves', () => {
  test.each(PROTOCOLS)(
    'without a failed request (%s)',
    async (protocol) => {
      expect(await failuresOfMoves(LAWS, 12, protocol)).toBe(0);
    },
    20_000,
  );

  test('with failed requests when the order is broken', async () => {
    expect(await failuresOfMoves({ ...LAWS, makeBeforeBreak: false }, 100)).toBeGreaterThan(0);
  }, 20_000);
});

test.each(PROTOCOLS)('a bad route configuration leaves its neighbours alone and heals (%s)', async (protocol) => {
  const backend = await echo('one');
  const names = ['a', 'b', 'c'];
  await serve();
  put(cluster('one'), endpoints('one', backend.port), ...names.map((name) => listener(name, name)));
  put(...names.map((name) => routes(name, 'one', '*', 'first')));
  const started = await start(protocol);
  const ports = await Promise.all(names.map((name) => started.port(name)));
  const versions = () =>
    Promise.all(ports.map(async (to) => (await send({ to, host: 'example.com', path: '/' })).headers.version));
  const become = (...expected: readonly string[]) =>
    eventually(async () => {
      expect(await versions()).toEqual(expected);
    });
  await become('first', 'first', 'first');

  put(routes('a', 'one', '*', 'second'), badRoutes('b', 'one'), routes('c', 'one', '*', 'second'));
  await become('second', 'first', 'second');
  await settled();
  const [rejection, ...others] = cache.rejections();
  expect(others).toEqual([]);
  expect(rejection).toMatchObject({ audience: AUDIENCE, typeUrl: ROUTE, name: 'b' });
  expect(rejection?.reason).toMatch(/duplicate|unique|domain/i);
  const nacks = server.counters().get(ROUTE)?.nacks;
  put(routes('a', 'one', '*', 'third'));
  await become('third', 'first', 'second');
  expect(server.counters().get(ROUTE)?.nacks).toBe(nacks);

  put(routes('b', 'one', '*', 'second'));
  await become('third', 'second', 'second');
  expect([...cache.rejections()]).toEqual([]);
});

test('bad clusters of a batch are found and the good ones stay', async () => {
  const backend = await echo('one');
  await serve();
  const bad = cluster('bad', { connect_timeout: { seconds: -1 } });
  const many = Array.from({ length: 20 }, (_, index) => cluster(`other-${index}`));
  put(listener('web', 'web'), routes('web', 'one'), ...many, bad, cluster('one'), endpoints('one', backend.port));
  await becomes(await (await start()).port('web'), 200);
  await settled();
  expect([...cache.rejections()].map(({ name }) => name)).toEqual(['bad']);
  expect(await envoy?.configDump('.v3.Cluster')).toHaveLength(1 + 21);
});

test('a secret that does not exist does not keep Envoy from getting ready', async () => {
  const backend = await echo('one');
  await serve();
  put(listener('web', 'web'), listener('tls', 'web', 'missing'), routes('web', 'one'));
  put(cluster('one'), endpoints('one', backend.port));
  await becomes(await (await start()).port('web'), 200);
});

test('a server that restarts with the same content sends nothing', async () => {
  const backend = await echo('one');
  const content = [listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', backend.port)];
  await serve();
  put(...content);
  const port = await (await start()).port('web');
  await becomes(port, 200);
  await settled();
  await server.shutdown(100);

  const fresh = new XdsCache();
  await serve(fresh);
  putInto(fresh, ...content);
  fresh.markReady();
  await eventually(async () => {
    expect(server.streams()[0]?.types).toHaveLength(4);
  });
  await settled();
  expect(server.counters()).toEqual(new Map());
  expect(await statusOf(port)).toBe(200);
  putInto(fresh, routes('web', 'nowhere'));
  await becomes(port, 503);
  expect([...server.counters().keys()]).toEqual([ROUTE]);
});

test.each(PROTOCOLS)('a cluster changed in place does not stay warming (%s)', async (protocol) => {
  const backend = await echo('one');
  await serve();
  put(listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', backend.port), cluster('empty'));
  const started = await start(protocol);
  const port = await started.port('web');
  await becomes(port, 200);
  for (const seconds of [7, 8]) {
    put(cluster('one', { connect_timeout: { seconds } }), cluster('empty', { connect_timeout: { seconds } }));
    await eventually(async () => {
      const dump = JSON.stringify(await envoy?.configDump('.v3.Cluster'));
      expect(dump.split(`"connect_timeout":"${seconds}s"`)).toHaveLength(3);
      expect((await started.stats('cluster_manager.'))['cluster_manager.warming_clusters']).toBe(0);
    });
  }
  expect(await statusOf(port)).toBe(200);
});

test('a load assignment that disappears while its cluster stays is emptied', async () => {
  const backend = await echo('one');
  await serve();
  put(listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', backend.port));
  const port = await (await start()).port('web');
  await becomes(port, 200);
  cache.update([gone(ENDPOINT, 'one')]);
  await becomes(port, 503);
  put(endpoints('one', backend.port));
  await becomes(port, 200);
});

test('a route configuration that leaves the cache goes on serving, with its cluster, while Envoy uses it', async () => {
  const backend = await echo('one');
  await serve();
  put(listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', backend.port));
  const port = await (await start()).port('web');
  await becomes(port, 200);
  cache.update([gone(ROUTE, 'web'), gone(CLUSTER, 'one'), gone(ENDPOINT, 'one')]);
  await eventually(async () => {
    const [clusters] = server.streams()[0]?.types ?? [];
    expect(clusters?.leaving).toEqual(['one']);
  });
  expect(await statusOf(port)).toBe(200);
});
