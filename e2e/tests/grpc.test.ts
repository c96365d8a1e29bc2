import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { type CallOptions, GrpcClient } from '../../test/envoy/grpc-client.js';
import { apply, type KubeObject } from '../support/kubectl.js';
import {
  answered,
  createNamespace,
  deleteNamespaces,
  deployed,
  echoBackend,
  gateway,
  httpRoute,
  programmed,
  routeCondition,
} from '../support/world.js';

const NAMESPACE = 'grpc';
const HOST = 'grpc.example.com';
const to = (name: string, weight = 1) => ({ name, port: 80, weight });

function grpcRoute(name: string, hostname: string, rules: readonly object[]): KubeObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    metadata: { name, namespace: NAMESPACE },
    spec: { parentRefs: [{ name: 'web' }], hostnames: [hostname], rules },
  };
}

const rules = (weights: readonly object[]) => [
  { matches: [{ method: { service: 'shop.Orders', method: 'Get' } }], backendRefs: [to('orders')] },
  { matches: [{ method: { service: 'shop.Stock' } }], backendRefs: weights },
  { matches: [{ headers: [{ name: 'version', value: 'next' }] }], backendRefs: [to('stock-next')] },
];

let client: GrpcClient;
let address: string;

beforeAll(async () => {
  await createNamespace(NAMESPACE);
  await apply(
    gateway(NAMESPACE, 'web'),
    ...['orders', 'stock', 'stock-next'].flatMap((name) => echoBackend(NAMESPACE, name)),
    grpcRoute('shop', HOST, rules([to('stock')])),
    httpRoute(NAMESPACE, 'site', {
      parent: 'web',
      hostname: 'www.example.com',
      rules: [{ backendRefs: [to('orders')] }],
    }),
  );
  address = await programmed(NAMESPACE, 'web');
  await deployed(NAMESPACE, 'orders', 'stock', 'stock-next');
  client = new GrpcClient(80, HOST, undefined, address);
  await answered({ to: 80, address, host: 'www.example.com', by: 'orders' });
});
afterAll(async () => {
  client?.close();
  await deleteNamespaces(NAMESPACE);
});

async function outcome(options: CallOptions): Promise<string> {
  const { code, echoed } = await client.call(options);
  return code === 'OK' ? (echoed?.name ?? '') : code;
}

describe('calls go', () => {
  test.each<[string, CallOptions, string]>([
    ['by service and method', { method: 'shop.Orders/Get' }, 'orders'],
    ['by service', { method: 'shop.Stock/Count' }, 'stock'],
    ['by header', { method: 'shop.Orders/List', metadata: { version: 'next' } }, 'stock-next'],
    ['nowhere without a match', { method: 'shop.Orders/List' }, 'UNIMPLEMENTED'],
  ])('%s', (_, options, expected) =>
    eventually(async () => expect(await outcome(options)).toBe(expected), { timeoutMs: 30_000, everyMs: 100 }),
  );

  test('by weight', async () => {
    await apply(grpcRoute('shop', HOST, rules([to('stock', 1), to('stock-next', 3)])));
    const method = { method: 'shop.Stock/Count' };
    await eventually(async () => expect(await outcome(method)).toBe('stock-next'), { timeoutMs: 30_000 });
    let next = 0;
    for (let i = 0; i < 200; i++) if ((await outcome(method)) === 'stock-next') next++;
    expect(next).toBeGreaterThan(110);
    expect(next).toBeLessThan(190);
  });

  test('and those to nothing are answered so that a client understands', async () => {
    await apply(grpcRoute('shop', HOST, rules([to('nothing')])));
    const { message } = await routeCondition('grpcroute', NAMESPACE, 'shop', 'ResolvedRefs', 'False');
    expect(message).toContain('Service grpc/nothing does not exist');
    await eventually(async () => expect(await outcome({ method: 'shop.Stock/Count' })).toBe('UNAVAILABLE'), {
      timeoutMs: 30_000,
    });
  });
});

test('a hostname can have routes of both kinds', async () => {
  await apply(grpcRoute('beside', 'www.example.com', [{ backendRefs: [to('stock')] }]));
  await routeCondition('grpcroute', NAMESPACE, 'beside', 'Accepted', 'True');
  const beside = new GrpcClient(80, 'www.example.com', undefined, address);
  await eventually(
    async () => {
      const { code, echoed } = await beside.call({ method: 'shop.Stock/Count' });
      expect(echoed?.name ?? code).toBe('stock');
    },
    { timeoutMs: 30_000, everyMs: 100 },
  ).finally(() => beside.close());
  await answered({ to: 80, address, host: 'www.example.com', by: 'orders' });
});
