import { mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Collection } from '../../src/collections/index.js';
import { bootstrap } from '../../src/envoy/bootstrap.js';
import type { DeliveredResource } from '../../src/envoy/resources.js';
import { backend, LISTENER, local, modelOf, rule } from '../../src/envoy/testing/example.js';
import { type Encoding, encoding } from '../../src/envoy/testing/source-model.js';
import { type CacheChange, XdsCache, XdsServer } from '../../src/xds/index.js';
import {
  type EchoServer,
  eventually,
  type Json,
  type RunningEnvoy,
  send,
  startEcho,
  startEnvoy,
} from '../envoy/harness.js';

/** @returns the function that hands what has changed since it was last called to the cache, as one update. */
function feed({ resources: { virtualHostCounts: _, ...types } }: Encoding, cache: XdsCache): () => void {
  let pending: CacheChange[] = [];
  for (const collection of Object.values<Collection<DeliveredResource>>(types)) {
    collection.subscribe((changes) => {
      for (const { before, after } of changes.values()) {
        const one = after ?? before;
        if (one !== undefined) pending.push({ ...one, resource: after?.resource });
      }
    });
  }
  return () => {
    cache.update(pending);
    pending = [];
  };
}

const encoded = encoding();
const cache = new XdsCache();
const flush = feed(encoded, cache);
const agent = new Agent({ keepAlive: true, maxSockets: 3 });

let folder: string;
let server: XdsServer;
let echoes: readonly EchoServer[];
let envoy: RunningEnvoy;
let port: number;

const forward = (name: string, to: string) => rule({ name, action: { type: 'Forward', backends: [backend(to)] } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-live-'));
  echoes = await Promise.all(['a', 'b'].map(startEcho));
  server = new XdsServer({ cache, authenticate: () => ({ audience: 'default/gateway', identity: 'test' }) });
  const place = { path: join(folder, 'xds.sock') };
  await server.bind(`unix:${place.path}`);
  encoded.replace(
    modelOf({
      hosts: { 'a.test': [forward('a', 'a')], 'b.test': [forward('b', 'b')], '*.wild.test': [forward('wild', 'a')] },
      backends: Object.fromEntries(echoes.map((echo) => [echo.name, local(echo.port)])),
    }),
  );
  flush();
  cache.markReady();
  const { admin: _, ...config } = bootstrap({
    node: { id: 'test', cluster: 'test' },
    admin: place,
    xds: { place },
  }) as Json;
  // Envoy counts drain time in whole seconds: within the one second of a test, a gradual drain tells no client.
  envoy = await startEnvoy({ bootstrap: config, args: ['--drain-strategy', 'immediate'] });
  port = await envoy.port(LISTENER);
});
afterAll(async () => {
  agent.destroy();
  await envoy.stop();
  await server.shutdown(100);
  await Promise.all(echoes.map((echo) => echo.close()));
  await rm(folder, { recursive: true });
});

async function answer(host: string): Promise<string> {
  const response = await send({ to: port, host, agent });
  return response.status === 200 ? response.echoed().name : String(response.status);
}

/** Sends requests over kept connections while `change` takes effect; gives the answers that were not expected. */
async function underLoad(change: () => void, effective: () => Promise<void>): Promise<readonly string[]> {
  const wrong: string[] = [];
  let running = true;
  const client = async () => {
    while (running) {
      for (const [host, name] of [
        ['a.test', 'a'],
        ['b.test', 'b'],
        ['x.wild.test', 'a'],
      ] as const) {
        const got = await answer(host).catch(String);
        if (got !== name) wrong.push(`${host}: ${got}`);
      }
    }
  };
  const clients = [client(), client(), client()];
  encoded.graph.transaction(change);
  flush();
  await effective();
  running = false;
  await Promise.all(clients);
  return wrong;
}

const rejections = () => [...cache.rejections()];

test('a proxy with our bootstrap gets ready and forwards', async () => {
  expect([await answer('a.test'), await answer('b.test'), await answer('x.wild.test')]).toEqual(['a', 'b', 'a']);
  expect(rejections()).toEqual([]);
});

test('a change of a rule is taken without a failed request', async () => {
  const changed = rule({
    name: 'c',
    filters: { requestHeaders: { set: [{ name: 'x-changed', value: 'yes' }], add: [], remove: [] } },
    action: { type: 'Forward', backends: [backend('b')] },
  });
  const domain = {
    routeTable: LISTENER,
    domain: 'c.test',

    routes: [{ rule: changed.key, match: 0 }],
  } as const;
  const wrong = await underLoad(
    () => {
      encoded.model.httpRules.set(changed.key, changed);
      encoded.model.virtualHosts.set(`${LISTENER}|c.test`, domain);
    },
    () => eventually(async () => expect(await answer('c.test')).toBe('b')),
  );
  expect(wrong).toEqual([]);
});

test('a table moves to buckets without a failed request or a drained connection', async () => {
  const scopes = async () => {
    const stats = await envoy.stats(`http.${LISTENER}.scoped_rds`);
    return Object.entries(stats).find(([name]) => name.endsWith('active_scopes'))?.[1];
  };
  expect(await scopes()).toBe(65);
  const before = await envoy.stats('listener_manager.listener_');
  const wrong = await underLoad(
    () => encoded.sharded.set(LISTENER, true),
    () => eventually(async () => expect(await scopes()).toBe(128)),
  );
  expect(wrong).toEqual([]);
  expect(rejections()).toEqual([]);
  expect(await envoy.stats('listener_manager.listener_')).toEqual(before);
});

test('and a change there is taken without a failed request', async () => {
  const domain = {
    routeTable: LISTENER,
    domain: 'd.test',

    routes: [{ rule: forward('a', 'a').key, match: 0 }],
  } as const;
  const wrong = await underLoad(
    () => encoded.model.virtualHosts.set(`${LISTENER}|d.test`, domain),
    () => eventually(async () => expect(await answer('D.test:8080')).toBe('a')),
  );
  expect(wrong).toEqual([]);
});

test('statistics do not grow with the buckets', async () => {
  const names = Object.keys(await envoy.stats('http.'));
  expect(names.filter((name) => name.includes('#'))).toEqual([]);
});
