import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { SHARED } from '../../src/gateway-api/testing/translation.js';
import { eventually } from '../envoy/harness.js';
import { LivePipeline } from '../envoy/live-pipeline.js';
import { freePort } from '../standalone/gatewright.js';
import { gateway, gatewayClass, secret, service } from '../tls/objects.js';
import {
  http1Connection,
  http2Connection,
  type OpenConnection,
  type Target,
  upgradedConnection,
} from './connections.js';

/** Tables that grow large and become small again, while connections are open and requests are made on them. */

const PATTERN = '*.shop.test';
const HOST = 'www.shop.test';
const OTHERS = ['other.shop.test', 'any.shop.test'];
/** More than a table has in one piece. */
const MANY = Array.from({ length: 260 }, (_, index) => `h${index}.shop.test`);
const [LAST = ''] = MANY.slice(-1);

const backend = createServer((_, response) => response.end('ok')).on('upgrade', (_request, socket: Duplex) => {
  socket.on('error', () => {});
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  socket.pipe(socket);
});

let live: LivePipeline;
let connections: readonly OpenConnection[];

const route = (name: string, hostnames: readonly string[]) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name },
  spec: {
    parentRefs: [{ name: 'edge' }],
    hostnames,
    rules: [{ matches: [{ path: { value: '/' } }], backendRefs: [{ name: 'web', port: 443 }] }],
  },
});

beforeAll(async () => {
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const ports = { http: await freePort(), https: await freePort() };
  live = await LivePipeline.start(SHARED, [
    gatewayClass,
    gateway('edge', [
      { name: 'http', port: ports.http, protocol: 'HTTP' },
      {
        name: 'https',
        ...{ port: ports.https, protocol: 'HTTPS', hostname: PATTERN },
        tls: { certificateRefs: [{ name: 'cert' }] },
      },
    ]),
    secret('cert', testAuthority('one').issue([PATTERN])),
    ...service('web', (backend.address() as AddressInfo).port),
    route('first', [HOST]),
    // It is in every shard.
    route('wild', [PATTERN]),
  ]);
  const targets = (['http', 'https'] as const).map(
    (scheme): Target => ({ scheme, port: ports[scheme], serverName: HOST }),
  );
  connections = (
    await Promise.all(
      targets.map(async (each) => [await http1Connection(each), http2Connection(each), await upgradedConnection(each)]),
    )
  ).flat();
});
afterAll(async () => {
  for (const each of connections ?? []) each.close();
  await live?.stop();
  backend.closeAllConnections();
  backend.close();
});

/** Uses all connections until `done`. @returns what was not 200 */
async function underLoad(work: () => Promise<void>): Promise<readonly string[]> {
  const failures: string[] = [];
  let running = true;
  let uses = 0;
  const keep = async ({ name, use }: OpenConnection) => {
    for (let index = 0; running; index++) {
      const host = [HOST, ...OTHERS][index % 3] ?? HOST;
      const status = await use(host).catch((error: Error) => error.message);
      if (status !== 200) failures.push(`${name} ${host}: ${status}`);
      uses += 1;
    }
  };
  const rows = connections.map(keep);
  const enough = () => eventually(() => expect(uses).toBeGreaterThan(uses_ + 60));
  let uses_ = uses;
  await enough();
  await work();
  uses_ = uses;
  await enough();
  running = false;
  await Promise.all(rows);
  return failures;
}

/** Names of the route configurations of both listeners, as Envoy has them. */
async function routeConfigurations(): Promise<readonly string[]> {
  const found = await live.envoy.configDump('v3.RouteConfiguration');
  return found.map(({ name }) => String(name)).filter((name) => name.startsWith('default/edge/'));
}

/** Envoy's own account of listeners that changed. */
async function changes(): Promise<Readonly<Record<string, number>>> {
  const stats = await live.envoy.stats('listener_manager.');
  const names = ['listener_modified', 'listener_in_place_updated', 'listener_added', 'total_filter_chains_draining'];
  return Object.fromEntries(names.map((name) => [name, stats[`listener_manager.${name}`] ?? 0]));
}

describe.each([1, 2])('round %i', () => {
  test.each<[string, () => void, number, () => Promise<void>]>([
    [
      'a table that grows large is delivered in shards',
      () => live.apply(route('many', MANY)),
      64,
      async () => expect(await (connections[3] as OpenConnection).use(LAST)).toBe(200),
    ],
    ['a table that becomes small is delivered whole', () => live.remove('HTTPRoute', 'many'), 1, async () => {}],
  ])(
    '%s, and no connection ends, and no request fails',
    async (_, change, count, served) => {
      const before = await changes();
      const failures = await underLoad(async () => {
        change();
        await live.settled(60_000);
      });
      expect(failures).toEqual([]);
      const names = await routeConfigurations();
      expect(new Set(names).size).toBe(2 * count);
      expect(names.filter((name) => name.includes('#'))).toHaveLength(count === 1 ? 0 : 2 * count);
      expect(connections.map(({ name, ends }) => [name, ends])).toEqual(connections.map(({ name }) => [name, []]));
      expect(await changes()).toEqual(before);
      await served();
    },
    120_000,
  );
});
