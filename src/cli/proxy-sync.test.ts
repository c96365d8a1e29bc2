import { expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import type { KubernetesObject } from '../kubernetes/objects.js';
import { proxySyncs, type ReportedSync } from './proxy-sync.js';
import { proxySyncTable } from './proxy-sync-table.js';

const CLUSTER = 'type.googleapis.com/envoy.config.cluster.v3.Cluster';

function pod(name: string, labels: Record<string, string>, phase = 'Running'): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'shop', name, labels },
    spec: { serviceAccountName: 'cart' },
    status: { phase },
  };
}

const sidecar = (name: string, phase?: string) => pod(name, { 'gatewright.dev/sidecar': 'injected' }, phase);
const proxy = (name: string) => pod(name, { 'gateway.networking.k8s.io/gateway-name': 'front' });

function stream(name: string, parts: Partial<ReportedSync> = {}): ReportedSync {
  return { identity: `shop/${name}`, audience: 'mesh/shop/cart', waiting: [], rejected: [], held: 5, ...parts };
}

const WAITS = { waiting: ['a', 'b', 'c', 'd'].map((name) => ({ typeUrl: CLUSTER, name })) };

test('proxies are joined with what the replicas say of them', () => {
  const syncs = proxySyncs(
    [sidecar('c'), proxy('a'), sidecar('b'), sidecar('d'), sidecar('done', 'Succeeded'), sidecar('e')],
    [
      { replica: 'one', streams: [stream('a'), stream('b', WAITS), stream('gone')] },
      {
        replica: 'two',
        streams: [
          stream('c', { rejected: [{ typeUrl: CLUSTER, name: 'shop/db:5432', reason: 'bad' }] }),
          stream('e', { held: 0 }),
        ],
      },
    ],
  );
  expect(syncs.map(({ pod: name, state, replica }) => [name, state, replica])).toEqual([
    ['a', 'SYNCED', 'one'],
    ['b', 'STALE', 'one'],
    ['c', 'STALE', 'two'],
    ['d', 'NOT CONNECTED', undefined],
    ['e', 'STALE', 'two'],
  ]);
  expect(proxySyncTable(syncs, picocolors.createColors(false))).toEqual([
    'NAMESPACE  POD  KIND     OF     STATE          REPLICA',
    'shop       a    Gateway  front  SYNCED         one',
    'shop       b    Sidecar  cart   STALE          one',
    '  waits for Cluster a, b, c and 1 more',
    'shop       c    Sidecar  cart   STALE          two',
    '  rejects Cluster shop/db:5432: bad',
    'shop       d    Sidecar  cart   NOT CONNECTED  -',
    'shop       e    Sidecar  cart   STALE          two',
    '1 SYNCED, 3 STALE, 1 NOT CONNECTED',
  ]);
});

test('a proxy on its way from one replica to another is what the better one says', () => {
  const replicas = [
    { replica: 'one', streams: [stream('a', WAITS)] },
    { replica: 'two', streams: [stream('a')] },
  ];
  for (const reports of [replicas, replicas.toReversed()]) {
    expect(proxySyncs([sidecar('a')], reports)).toMatchObject([{ state: 'SYNCED', replica: 'two' }]);
  }
});

test('nobody is said to be away while a replica can not be asked', () => {
  const reports = [
    { replica: 'one', streams: [stream('a')] },
    { replica: 'two', streams: [], error: 'connection refused' },
  ];
  expect(proxySyncs([sidecar('a'), sidecar('b')], reports).map(({ state }) => state)).toEqual(['SYNCED', 'UNKNOWN']);
});

test('without proxies there is nothing to show', () => {
  expect(proxySyncTable([], picocolors.createColors(false))).toEqual(['There are no proxies.']);
});
