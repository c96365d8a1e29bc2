import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { slowness } from '../../budget/reference.js';
import { eventually } from '../../envoy/eventually.js';
import { CLUSTER, LoopWatch, World } from './world.js';

/** Milliseconds of CPU for which the event loop may be held, whatever a stranger does. */
const MOST_HELD_MS = 100;
const { OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNIMPLEMENTED, UNAUTHENTICATED, UNAVAILABLE } = status;

// The CPU that is measured is that of this process: garbage collection and a busy machine add to it, but not each time.
jest.retryTimes(2, { retryImmediately: true });

/** What a connection without a stream of a proxy may last, and then some. */
const CLOSED_MS = 90_000;

const world = new World();
let good: Awaited<ReturnType<World['connect']>>;
let watch: LoopWatch;
let serving: Promise<void>;
let isOver: boolean;
let served: number;
let mostHeld: number;

beforeAll(async () => {
  await world.start();
  good = await world.connect();
});

afterAll(async () => {
  good.end();
  await world.stop();
});

beforeEach(() => {
  watch = new LoopWatch();
  watch.start();
  isOver = false;
  served = 0;
  mostHeld = MOST_HELD_MS;
  // Another proxy gets one thing after the other all the time.
  serving = (async () => {
    while (!isOver) {
      await good.serve();
      served += 1;
    }
  })();
});

/** Whatever it was: others were served meanwhile, the event loop was never held, and nothing of it is left. */
afterEach(async () => {
  isOver = true;
  await serving;
  watch.stop();
  expect(served).toBeGreaterThan(0);
  // Others on the machine make all work slower, this as well as the reference.
  expect(watch.longest).toBeLessThan(mostHeld * slowness());
  await eventually(
    () => {
      expect(world.server.streams().map(({ audience }) => audience)).toEqual(['good/front']);
      expect(world.server.remembered()).toEqual({ identities: 1, unauthenticated: 0, waiting: 0 });
      expect(world.server.connections()).toMatchObject({ all: 1, unproven: 0 });
      expect(world.authenticator.judging).toBe(0);
    },
    { timeoutMs: CLOSED_MS },
  );
  expect([...world.cache.audiences()].map(({ name, listeners }) => [name, listeners.size])).toEqual([
    ['bad/front', 0],
    ['good/front', 1],
  ]);
  const types = [...world.server.counters().keys()].filter(
    (type) => !/^type\.googleapis\.com\/envoy\.[\w.]+$/.test(type),
  );
  expect(types).toEqual([]);
  expect(world.server.counters().size).toBeLessThanOrEqual(6);
}, 2 * CLOSED_MS);

describe.each(['delta', 'sotw'] as const)('%s: a stranger with the credentials of a proxy sends', (protocol) => {
  test.each([
    ['one long version', OK],
    ['many versions', OK],
    ['many names', OK],
    ['too many names', RESOURCE_EXHAUSTED],
    ['too many names in all requests', RESOURCE_EXHAUSTED],
    ['a long name', INVALID_ARGUMENT],
    ['a name as long as it may be', OK],
    ['an unknown type', INVALID_ARGUMENT],
    ['a long type', INVALID_ARGUMENT],
    ['no type', INVALID_ARGUMENT],
    ['a long reason', OK],
    ['a long node', OK],
    ['a deep node', OK],
    ['too many bytes', RESOURCE_EXHAUSTED],
    ['no message', INVALID_ARGUMENT],
    ['half a message', INVALID_ARGUMENT],
    ['eight megabytes of empty names', RESOURCE_EXHAUSTED],
    ['eight megabytes of unknown fields', OK],
    ['everything, a hundred thousand times', OK],
    ['everything and nothing in turn', OK],
    ['names in turn', OK],
    ['wrong nonces', OK],
    ['something compressed', UNIMPLEMENTED],
    ['a request byte by byte', RESOURCE_EXHAUSTED],
    ...(protocol === 'delta' ? [['too many versions', RESOURCE_EXHAUSTED] as const] : []),
  ] as const)('%s', async (shape, code) => {
    expect(await world.order({ shape, protocol })).toBe(code);
  });

  test.each([1, 2, 3])('whatever comes to mind (%i)', async (seed) => {
    const statuses = await world.order<number[]>({ shape: 'whatever comes to mind', protocol, seed });
    for (const code of statuses) expect([OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED]).toContain(code);
  });

  test('acknowledgements of what it does not take, and gets no more', async () => {
    const sent = () => world.server.counters().get(CLUSTER)?.bytes ?? 0;
    const before = sent();
    await world.order({ shape: 'acknowledgements of what it does not take', protocol }, async () => {
      await eventually(() => expect(world.server.streams()).toHaveLength(2));
      await good.serve();
    });
    // All that it may have is 4 MB; it would have been sent again a hundred times.
    expect(sent() - before).toBeLessThan(10 << 20);
  });
});

describe('a stranger opens', () => {
  test('more streams than a pod needs, and gets those that it may', async () => {
    let open = 0;
    const order = { shape: 'more streams than a pod needs', protocol: 'delta' } as const;
    const statuses = await world.order<number[]>(order, async () => {
      open = world.server.streams().length;
    });
    expect(statuses.filter((code) => code === OK)).toHaveLength(8);
    expect(statuses.filter((code) => code === RESOURCE_EXHAUSTED)).toHaveLength(12);
    expect(open).toBe(9);
    expect(world.server.ended().get('too-many-streams')).toBe(12);
  });

  test('streams with keys that do not exist, and costs the API server nothing', async () => {
    const tokens = Array.from({ length: 100 }, (_, index) => world.tokenOf('bad', { header: { kid: `k${index}` } }));
    const { reviews } = world.cluster;
    const statuses = await world.order({ shape: 'tokens with keys that do not exist', protocol: 'delta', tokens });
    for (const code of statuses as number[]) expect([UNAUTHENTICATED, UNAVAILABLE]).toContain(code);
    expect(world.cluster.reviews).toBe(reviews);
  });

  test('more streams at a time than can be authenticated on one connection, and others come in meanwhile', async () => {
    const tokens = Array.from({ length: 30 }, (_, index) => world.tokenOf('bad', { expires: 1_000 + index }));
    world.cluster.mood = 'silent';
    try {
      const order = {
        shape: 'more streams than can be authenticated on one connection',
        protocol: 'delta',
        tokens,
      } as const;
      const statuses = await world.order<number[]>(order, async () => {
        expect(world.server.remembered().unauthenticated).toBe(8);
        world.cluster.mood = 'well';
        const another = await world.connect();
        another.end();
        world.cluster.release();
      });
      expect(statuses.filter((code) => code === UNAVAILABLE)).toHaveLength(22);
    } finally {
      world.cluster.mood = 'well';
      world.cluster.release();
    }
  });

  test('more connections than there is room for, and others come in meanwhile', async () => {
    const { refused } = world.server.connections();
    const order = {
      shape: 'connections, however many there is room for',
      protocol: 'delta',
      localAddress: '127.0.0.2',
      count: 1_200,
      most: 1_000,
    } as const;
    const open = await world.order(order, async () => {
      expect(world.server.connections().unproven).toBe(1_000);
      const another = await world.connect();
      another.end();
    });
    // The other one has taken the place of one of them.
    expect(open).toBeGreaterThanOrEqual(999);
    expect(world.server.connections().refused).toBeGreaterThanOrEqual(refused + 200);
    // The kernel hands out connections many at a time: it is work of the same order for a server that does nothing.
    const control = createServer({}).on('tlsClientError', () => {});
    await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
    const idle = new LoopWatch();
    idle.start();
    await world.order({ ...order, most: 1_200, port: (control.address() as AddressInfo).port });
    idle.stop();
    control.close();
    mostHeld = Math.max(MOST_HELD_MS, 4 * idle.longest);
  });

  test('methods that do not exist', async () => {
    await world.order({ shape: 'methods that do not exist, left open', protocol: 'delta' });
  });
});
