import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { ScriptedApiServer } from '../infrastructure/testing/api-server.js';
import { KubernetesClient } from '../kubernetes/client.js';
import { ProxyRejections, type ProxyRejectionsOptions } from './proxy-rejections.js';

const REJECTED = { typeUrl: 'type.googleapis.com/example.Type', name: 'web' };

/** A replica, and what it knows of all. */
interface Replica {
  readonly rejections: ProxyRejections;
  readonly known: Map<string, string>;
  /** What its own proxies reject, by proxy. */
  readonly own: Map<string, string>;
  readonly stop: () => void;
}

let server: ScriptedApiServer;
let logs: string[];
const replicas: Replica[] = [];

beforeEach(async () => {
  server = await ScriptedApiServer.start();
  logs = [];
});

afterEach(async () => {
  for (const { stop } of replicas.splice(0)) stop();
  await server.stop();
});

function start(name: string): Replica {
  const client = new KubernetesClient(server.credentials);
  const known = new Map<string, string>();
  const own = new Map<string, string>();
  const cache = {
    rejections: () => Array.from(own, ([audience, reason]) => ({ ...REJECTED, audience, version: '1', reason })),
    audience: () => ({ listeners: { size: 1 } }),
  } as unknown as ProxyRejectionsOptions['cache'];
  const rejections = new ProxyRejections({
    client,
    cache,
    pod: { namespace: 'system', name, uid: `${name}-uid` },
    onChanges: (changes) => {
      for (const { proxy, reason } of changes) {
        if (reason === undefined) known.delete(proxy);
        else known.set(proxy, reason);
      }
    },
    onLog: (_, message) => void logs.push(message),
    retryMs: { first: 1, most: 10 },
  });
  rejections.start();
  const replica = {
    rejections,
    known,
    own,
    stop: () => {
      rejections.stop();
      client.close();
    },
  };
  replicas.push(replica);
  return replica;
}

test('what a proxy rejects is known to every replica until it rejects it no more', async () => {
  const [one, other] = [start('one'), start('other')];
  one.own.set('app/web', 'no such luck');
  one.rejections.refresh();
  const expected = new Map([['app/web', 'no such luck']]);
  expect(one.known).toEqual(expected);
  await eventually(() => expect(other.known).toEqual(expected));
  const object = server.get('ConfigMap/system/gatewright-rejections-one');
  expect(object?.metadata.ownerReferences).toEqual([{ apiVersion: 'v1', kind: 'Pod', name: 'one', uid: 'one-uid' }]);
  one.own.clear();
  one.rejections.refresh();
  await eventually(() => expect(other.known.size).toBe(0));
});

test('nothing is written while nothing is rejected, and the same once', async () => {
  const [one, other] = [start('one'), start('other')];
  one.rejections.refresh();
  other.own.set('app/web', 'no such luck');
  for (let each = 0; each < 10; each += 1) other.rejections.refresh();
  await eventually(() => expect(one.known.size).toBe(1));
  expect(server.writes).toEqual([{ method: 'PATCH', kind: 'ConfigMap', name: 'gatewright-rejections-other' }]);
});

test('what the API server refuses is said and tried again', async () => {
  server.refuse = () => ({ code: 403, message: 'exceeded quota' });
  const [one, other] = [start('one'), start('other')];
  one.own.set('app/web', 'no such luck');
  one.rejections.refresh();
  await eventually(() => expect(server.writes.length).toBeGreaterThan(3));
  expect(logs[0]).toContain('exceeded quota');
  server.refuse = () => undefined;
  await eventually(() => expect(other.known.size).toBe(1));
});
