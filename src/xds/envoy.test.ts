import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, send } from '../../test/envoy/harness.js';
import { PROTOCOLS, type Protocol, ServedEnvoy } from '../../test/envoy/served-envoy.js';
import { LAWS, type Laws } from './laws.js';
import { badListener, badRoutes, cluster, endpoints, listener, routes } from './testing/resources.js';
import { CLUSTER, ROUTE } from './type-rules.js';

let served: ServedEnvoy;

beforeEach(async () => {
  served = await ServedEnvoy.create();
});

afterEach(() => served.stop());

/** Serves one listener `web` with routes to cluster `one`, and waits until it answers. Gives the port and that of the backend. */
async function web(laws: Laws = LAWS, protocol: Protocol = 'delta'): Promise<{ port: number; backend: number }> {
  const { port: backend } = await served.echo('one');
  await served.serve(laws);
  served.put(listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', backend));
  const port = await (await served.start(protocol)).port('web');
  await served.becomes(port, 200);
  return { port, backend };
}

const clusters = () => served.envoy.stats('cluster_manager.');

describe('traffic moves to a new cluster and the old one leaves', () => {
  async function failuresOfMoves(laws: Laws, moves: number, protocol: Protocol = 'delta'): Promise<number> {
    const { port, backend } = await web(laws, protocol);
    let failed = 0;
    for (let move = 1; move <= moves && (laws === LAWS || failed === 0); move++) {
      const before = move === 1 ? 'one' : `cluster-${move - 1}`;
      const after = `cluster-${move}`;
      failed += await served.failuresDuring(port, async (requests) => {
        served.change(
          [routes('web', after), cluster(after), endpoints(after, backend)],
          [cluster(before), endpoints(before)],
        );
        await eventually(async () => {
          const text = await served.envoy.admin('/clusters');
          expect(text).toMatch(new RegExp(`^${after}::`, 'm'));
          expect(text).not.toMatch(new RegExp(`^${before}::`, 'm'));
          expect(requests()).toBeGreaterThan(20);
        });
      });
    }
    return failed;
  }

  test.each(PROTOCOLS)('without a failed request (%s)', async (protocol) => {
    expect(await failuresOfMoves(LAWS, 12, protocol)).toBe(0);
  });

  test('with failed requests when the order is broken', async () => {
    expect(await failuresOfMoves({ ...LAWS, makeBeforeBreak: false }, 100)).toBeGreaterThan(0);
  });

  test('without a failed request while the server is away', async () => {
    const { port, backend } = await web();
    await served.settled();
    const failures = await served.failuresDuring(port, async () => {
      await served.stopServer();
      served.change(
        [routes('web', 'two'), cluster('two'), endpoints('two', backend)],
        [cluster('one'), endpoints('one')],
      );
      await served.serve();
      await eventually(async () => expect(await served.envoy.admin('/clusters')).not.toMatch(/^one::/m));
    });
    expect(failures).toBe(0);
  });
});

describe('one bad route configuration of three', () => {
  const names = ['a', 'b', 'c'];

  async function three(laws: Laws, protocol: Protocol): Promise<() => Promise<unknown[]>> {
    const backend = await served.echo('one');
    await served.serve(laws);
    served.put(cluster('one'), endpoints('one', backend.port), ...names.map((name) => listener(name, name)));
    served.put(...names.map((name) => routes(name, 'one', '*', 'first')));
    const envoy = await served.start(protocol);
    const ports = await Promise.all(names.map((name) => envoy.port(name)));
    return () => Promise.all(ports.map(async (to) => (await send({ to, host: 'example.com' })).headers.version));
  }

  test.each(PROTOCOLS)('leaves its neighbors alone, shows, and heals (%s)', async (protocol) => {
    const versions = await three(LAWS, protocol);
    const become = (...expected: readonly string[]) =>
      eventually(async () => expect(await versions()).toEqual(expected));
    await become('first', 'first', 'first');
    served.put(routes('a', 'one', '*', 'second'), badRoutes('b', 'one'), routes('c', 'one', '*', 'second'));
    await become('second', 'first', 'second');
    await served.settled();
    const [rejection, ...others] = served.cache.rejections();
    expect(others).toEqual([]);
    expect(rejection).toMatchObject({ audience: served.audience, typeUrl: ROUTE, name: 'b' });
    expect(rejection?.reason).toMatch(/duplicate|unique|domain/i);

    const nacks = served.server.counters().get(ROUTE)?.nacks;
    served.put(routes('a', 'one', '*', 'third'));
    await become('third', 'first', 'second');
    expect(served.server.counters().get(ROUTE)?.nacks).toBe(nacks);
    served.put(routes('b', 'one', '*', 'second'));
    await become('third', 'second', 'second');
    expect([...served.cache.rejections()]).toEqual([]);
  });
});

describe('one bad cluster of many', () => {
  const bad = cluster('bad', { connect_timeout: { seconds: -1 } });
  const many = Array.from({ length: 20 }, (_, index) => cluster(`other-${index}`));

  test('is found, and the good ones stay', async () => {
    const { port } = await web();
    served.put(...many, bad);
    await served.settled();
    expect([...served.cache.rejections()].map(({ name }) => name)).toEqual(['bad']);
    expect((await clusters())['cluster_manager.active_clusters']).toBe(1 + 1 + many.length);
    expect(await served.status(port)).toBe(200);
  });

  test('takes the good ones with it when it is not looked for', async () => {
    await web({ ...LAWS, rejectionIsolated: false });
    await served.settled();
    served.put(...many, bad);
    await eventually(() => expect(served.server.counters().get(CLUSTER)?.nacks).toBe(1));
    expect((await clusters())['cluster_manager.active_clusters']).toBe(1 + 1);
  });
});

describe('an Envoy that starts', () => {
  test.each(PROTOCOLS)(
    'gets ready although a route configuration is rejected, which then heals (%s)',
    async (protocol) => {
      const backend = await served.echo('one');
      await served.serve();
      served.put(listener('good', 'good'), listener('bad', 'bad'), routes('good', 'one'), badRoutes('bad', 'one'));
      served.put(cluster('one'), endpoints('one', backend.port));
      const envoy = await served.start(protocol);
      expect(await served.status(await envoy.port('good'))).toBe(200);
      const port = await envoy.port('bad');
      expect(await served.status(port)).toBe(404);
      expect([...served.cache.rejections()].map(({ name }) => name)).toEqual(['bad']);
      served.put(routes('bad', 'one'));
      await served.becomes(port, 200);
      expect([...served.cache.rejections()]).toEqual([]);
    },
  );

  test('serves the last good version of what others reject, from the first request on', async () => {
    await web();
    served.put(badRoutes('web', 'one'), badListener('bad'));
    await eventually(() => expect([...served.cache.rejections()]).toHaveLength(2));
    await served.settled();
    await served.envoy.stop();
    const envoy = await served.start();
    expect(await served.status(await envoy.port('web'))).toBe(200);
    await served.settled();
    expect([...served.cache.rejections()]).toHaveLength(2);
  });
});
