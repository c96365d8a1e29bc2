import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, send } from '../../test/envoy/harness.js';
import { PROTOCOLS, type Protocol, ServedEnvoy } from '../../test/envoy/served-envoy.js';
import { XdsCache, type XdsResource } from './index.js';
import { LAWS, type Laws } from './laws.js';
import { cluster, endpoints, listener, routes, scopedListener, scopes } from './testing/resources.js';
import { ENDPOINT, ROUTE, SECRET } from './type-rules.js';

let served: ServedEnvoy;

beforeEach(async () => {
  served = await ServedEnvoy.create();
});

afterEach(() => served.stop());

async function web(laws: Laws = LAWS, protocol: Protocol = 'delta'): Promise<{ port: number; backend: number }> {
  const { port: backend } = await served.echo('one');
  await served.serve(laws);
  served.put(listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', backend));
  const port = await (await served.start(protocol)).port('web');
  await served.becomes(port, 200);
  await served.settled();
  return { port, backend };
}

async function gauge(name: string): Promise<number | undefined> {
  return (await served.envoy.stats(name))[name];
}

describe('a secret that does not exist', () => {
  async function start(laws: Laws, protocol: Protocol = 'delta'): Promise<void> {
    const backend = await served.echo('one');
    await served.serve(laws);
    served.put(listener('web', 'web'), listener('tls', 'web', 'missing'), routes('web', 'one'));
    served.put(cluster('one'), endpoints('one', backend.port));
    await served.start(protocol, false);
  }

  test('does not keep Envoy from getting ready', async () => {
    await start(LAWS);
    await served.envoy.waitReady();
    expect(await served.status(await served.envoy.port('web'))).toBe(200);
  });

  test('keeps it waiting when it is not answered', async () => {
    await start({ ...LAWS, missingAnswered: false });
    const asked = () => served.server.streams()[0]?.types.some(({ typeUrl }) => typeUrl === SECRET);
    await eventually(() => expect(asked()).toBe(true));
    await served.settled();
    expect(await served.envoy.isReady()).toBe(false);
    served.remove(listener('tls', 'web', 'missing'));
    await served.envoy.waitReady();
  });
});

describe('a cluster that is changed in place', () => {
  const change = (name: string, seconds: number) => cluster(name, { connect_timeout: { seconds } });

  test.each(PROTOCOLS)('does not stay warming, with endpoints or without (%s)', async (protocol) => {
    const { port } = await web(LAWS, protocol);
    served.put(cluster('empty'));
    for (const seconds of [7, 8]) {
      served.put(change('one', seconds), change('empty', seconds));
      await eventually(async () => {
        const dump = JSON.stringify(await served.envoy.configDump('.v3.Cluster'));
        expect(dump.split(`"connect_timeout":"${seconds}s"`)).toHaveLength(3);
        expect(await gauge('cluster_manager.warming_clusters')).toBe(0);
      });
    }
    expect(await served.status(port)).toBe(200);
  });

  test('stays warming when its load assignment does not follow', async () => {
    const { backend } = await web({ ...LAWS, resentAfterUser: false });
    served.put(cluster('other'), endpoints('other', backend));
    await served.settled();
    served.put(change('one', 7));
    await eventually(async () => expect(await gauge('cluster_manager.warming_clusters')).toBe(1));
    served.put(endpoints('other'));
    await eventually(async () => expect(await gauge('cluster.other.membership_total')).toBe(0));
    expect(await gauge('cluster_manager.warming_clusters')).toBe(1);
  });
});

describe('a load assignment that disappears while its cluster stays', () => {
  test('is emptied', async () => {
    const { port, backend } = await web();
    served.remove(endpoints('one'));
    await served.becomes(port, 503);
    served.put(endpoints('one', backend));
    await served.becomes(port, 200);
  });

  test('goes on when it is removed, because Envoy ignores that', async () => {
    const { port } = await web({ ...LAWS, emptiedNotRemoved: false });
    const acks = () => served.server.counters().get(ENDPOINT)?.acks ?? 0;
    const before = acks();
    served.remove(endpoints('one'));
    await eventually(() => expect(acks()).toBeGreaterThan(before));
    expect(await served.status(port)).toBe(200);
  });
});

test('a route configuration that leaves the cache goes on serving, with its cluster, while Envoy uses it', async () => {
  const { port } = await web();
  served.remove(routes('web', 'one'), cluster('one'), endpoints('one'));
  await eventually(() => expect(served.server.streams()[0]?.types[0]?.leaving).toEqual(['one']));
  expect(await served.status(port)).toBe(200);
});

describe('a server that restarts', () => {
  async function restartWith(...resources: readonly XdsResource[]): Promise<void> {
    await served.settled();
    await served.stopServer();
    served.cache = new XdsCache();
    await served.serve();
    served.put(...resources);
    served.cache.markReady();
    await eventually(() => expect(served.server.streams()[0]?.types).toHaveLength(4));
    await served.settled();
  }

  test.each(PROTOCOLS)('sends nothing that is the same, and what is not (%s)', async (protocol) => {
    const { port, backend } = await web(LAWS, protocol);
    await restartWith(listener('web', 'web'), routes('web', 'one'), cluster('one'), endpoints('one', backend));
    expect(served.server.counters()).toEqual(new Map());
    expect(await served.status(port)).toBe(200);
    served.put(routes('web', 'nowhere'));
    await served.becomes(port, 503);
    expect([...served.server.counters().keys()]).toEqual([ROUTE]);
  });

  test('would be taken to have nothing new if it counted versions', async () => {
    const { port, backend } = await web();
    const counted = (resource: XdsResource): XdsResource => ({ ...resource, version: '1'.padStart(22, '0') });
    served.put(counted(routes('web', 'one', '*', 'before')));
    const version = async () => (await send({ to: port, host: 'example.com' })).headers.version;
    await eventually(async () => expect(await version()).toBe('before'));
    const after = routes('web', 'one', '*', 'after');
    await restartWith(listener('web', 'web'), counted(after), cluster('one'), endpoints('one', backend));
    expect(await version()).toBe('before');
    served.put(after);
    await eventually(async () => expect(await version()).toBe('after'));
  });
});

describe('scopes', () => {
  const names = (of: string) => Array.from({ length: 64 }, (_, index) => `${of}-${index}`);
  const routesOf = (of: string) => names(of).map((name) => routes(name, 'one'));
  const all = (of: string) => [scopedListener(of, names(of)), ...scopes(names(of)), ...routesOf(of)];

  async function statuses(of: string): Promise<readonly number[]> {
    const to = await served.envoy.port(of);
    const answers = await Promise.all(names(of).map((scope) => send({ to, headers: { scope } })));
    return [...new Set(answers.map(({ status }) => status))];
  }

  test.each(PROTOCOLS)(
    'are all there when their listener opens, as the first, the second and the next (%s)',
    async (protocol) => {
      const backend = await served.echo('one');
      await served.serve();
      served.put(cluster('one'), endpoints('one', backend.port), ...all('a'));
      await served.start(protocol);
      expect(await statuses('a')).toEqual([200]);
      served.put(...all('b'));
      expect(await statuses('b')).toEqual([200]);
      served.change([], [...all('a'), ...all('b')]);
      await eventually(async () => expect(await gauge('listener_manager.total_listeners_active')).toBe(0));
      await eventually(async () => expect(await gauge('listener_manager.total_listeners_draining')).toBe(0));
      await served.settled();
      served.put(...scopes(names('c')), ...routesOf('c'));
      await served.settled();
      served.put(scopedListener('c', names('c')));
      expect(await statuses('c')).toEqual([200]);
    },
  );
});
