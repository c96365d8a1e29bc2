import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:http2';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientReadableStream, credentials, Metadata, ServerCredentials, status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import type { DeltaDiscoveryResponse, DiscoveryResponse } from '../envoy-api/generated/envoy/service/discovery/v3.js';
import { type AggregatedDiscoveryClient, connectAggregatedDiscovery } from '../envoy-api/service.js';
import { type Authenticate, Refusal, XdsCache, type XdsResource, XdsServer } from './index.js';
import { cluster, endpoints } from './testing/resources.js';
import { CLUSTER, ENDPOINT, SECRET } from './type-rules.js';

/** Clients share a connection otherwise. */
const OWN_CONNECTION = { 'grpc.use_local_subchannel_pool': 1 };

let folder: string;
let address: string;
let cache: XdsCache;
let server: XdsServer;
let client: AggregatedDiscoveryClient;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-xds-'));
  cache = new XdsCache();
});

afterEach(async () => {
  client.close();
  await server.shutdown(100);
  await rm(folder, { recursive: true });
});

async function serve(authenticate: Authenticate = () => ({ audience: 'a', identity: 'a' })): Promise<void> {
  server = new XdsServer({ cache, authenticate });
  address = `unix:${join(folder, 'ads.sock')}`;
  await server.bind(address);
  client = connectAggregatedDiscovery(address, credentials.createInsecure());
}

function put(audience: string, ...resources: readonly XdsResource[]): void {
  cache.update(resources.map((resource) => ({ audience, ...resource, resource })));
}

const namesOf = ({ resources = [] }: DeltaDiscoveryResponse) => resources.map(({ name }) => name);

/** Collects what a stream gets. */
function collect<Response>(stream: ClientReadableStream<Response>) {
  const responses: Response[] = [];
  stream.on('data', (response: Response) => responses.push(response));
  stream.on('error', () => {});
  const nth = (index: number): Promise<Response> =>
    eventually(async () => {
      const response = responses[index];
      if (!response) throw new Error(`no response ${index}`);
      return response;
    });
  return { responses, nth };
}

describe('delta', () => {
  test('sends, waits for the answer, sends the newest state only, removes', async () => {
    cache.markReady();
    await serve();
    put('a', cluster('one'));
    const stream = client.DeltaAggregatedResources();
    const { responses, nth } = collect<DeltaDiscoveryResponse>(stream);
    stream.write({ type_url: CLUSTER });
    const first = await nth(0);
    expect(namesOf(first)).toEqual(['one']);
    expect(first.resources?.[0]?.version).toBe(cluster('one').version);
    expect(first.resources?.[0]?.resource?.type_url).toBe(CLUSTER);

    for (const seconds of [1, 2, 3]) put('a', cluster('one', { connect_timeout: { seconds } }));
    // An answer on another type shows that everything before it was looked at.
    stream.write({ type_url: SECRET, resource_names_subscribe: ['none'] });
    expect((await nth(1)).removed_resources).toEqual(['none']);
    expect(responses).toHaveLength(2);

    stream.write({ type_url: CLUSTER, response_nonce: first.nonce });
    const second = await nth(2);
    expect(second.resources?.map(({ version }) => version)).toEqual([
      cluster('one', { connect_timeout: { seconds: 3 } }).version,
    ]);
    stream.write({ type_url: CLUSTER, response_nonce: second.nonce });
    cache.update([{ audience: 'a', typeUrl: CLUSTER, name: 'one', resource: undefined }]);
    expect((await nth(3)).removed_resources).toEqual(['one']);
    stream.end();
  });

  test('a stale nonce voids the answer, not the subscription', async () => {
    cache.markReady();
    await serve();
    put('a', endpoints('one', 1), endpoints('two', 2));
    const stream = client.DeltaAggregatedResources();
    const { nth } = collect(stream);
    stream.write({ type_url: ENDPOINT, resource_names_subscribe: ['one'] });
    const { nonce } = await nth(0);
    stream.write({ type_url: ENDPOINT, response_nonce: 'stale', resource_names_subscribe: ['two'] });
    stream.write({ type_url: ENDPOINT, response_nonce: nonce });
    expect(namesOf(await nth(1))).toEqual(['two']);
    stream.end();
  });
});

describe('state of the world', () => {
  test('lists all clusters, and is silent for a client that has them', async () => {
    cache.markReady();
    await serve();
    put('a', cluster('one'), cluster('two'));
    const stream = client.StreamAggregatedResources();
    const { nth } = collect(stream);
    stream.write({ type_url: CLUSTER });
    const first = await nth(0);
    expect(first.resources).toHaveLength(2);
    const acknowledge = ({ nonce, version_info }: DiscoveryResponse) =>
      stream.write({ type_url: CLUSTER, response_nonce: nonce, version_info });
    acknowledge(first);
    put('a', cluster('three'));
    const second = await nth(1);
    expect(second.resources).toHaveLength(3);
    acknowledge(second);
    cache.update([{ audience: 'a', typeUrl: CLUSTER, name: 'one', resource: undefined }]);
    const third = await nth(2);
    expect(third.resources).toHaveLength(2);

    const again = client.StreamAggregatedResources();
    const collected = collect(again);
    again.write({ type_url: CLUSTER, version_info: third.version_info });
    put('a', endpoints('one', 1));
    again.write({ type_url: ENDPOINT, resource_names: ['one'] });
    expect((await collected.nth(0)).type_url).toBe(ENDPOINT);
    stream.end();
    again.end();
  });
});

describe('who sees what', () => {
  const methods = ['DeltaAggregatedResources', 'StreamAggregatedResources'] as const;

  test.each(methods)('%s gives nothing to a stream that is not authenticated', async (method) => {
    cache.markReady();
    await serve(() => Promise.reject(new Error('the token was not issued here')));
    put('a', cluster('one'));
    const stream = client[method]() as ReturnType<typeof client.DeltaAggregatedResources>;
    const data: unknown[] = [];
    stream.on('data', (response) => data.push(response));
    const ended = new Promise<{ code?: number; details?: string }>((resolve) => stream.on('error', resolve));
    stream.write({ type_url: CLUSTER });
    const { code, details } = await ended;
    expect(code).toBe(status.UNAUTHENTICATED);
    expect(details).not.toContain('token');
    expect(data).toEqual([]);
    expect(server.counters().size).toBe(0);
    expect(server.streams()).toEqual([]);
  });

  test.each([
    [status.UNAUTHENTICATED, /not accepted/],
    [status.PERMISSION_DENIED, /Nothing is served/],
    [status.UNAVAILABLE, /can not be checked now/],
  ] as const)('a refusal tells its code %i and nothing else', async (code, details) => {
    await serve(() => Promise.reject(new Refusal(code, 'the token was not issued here')));
    const stream = client.DeltaAggregatedResources();
    const ended = new Promise((resolve) => stream.on('error', resolve));
    expect(await ended).toMatchObject({ code, details: expect.stringMatching(details) });
    expect(JSON.stringify(await ended)).not.toContain('token');
  });

  test('streams that wait for a judgement are bounded', async () => {
    let judge: (() => void) | undefined;
    const judged = new Promise<void>((resolve) => {
      judge = resolve;
    });
    let waiting = 0;
    await serve(async () => {
      waiting += 1;
      const identity = String(waiting);
      await judged;
      return { audience: 'a', identity };
    });
    const clients = [client];
    try {
      // The transport holds 100 for each connection.
      for (let index = 0; index < 10; index += 1) {
        const another = connectAggregatedDiscovery(address, credentials.createInsecure(), OWN_CONNECTION);
        clients.push(another);
        for (let each = 0; each < 100; each += 1) another.DeltaAggregatedResources().on('error', () => {});
      }
      await eventually(() => expect(waiting).toBe(1_000));
      const stream = client.DeltaAggregatedResources();
      const ended = new Promise((resolve) => stream.on('error', resolve));
      expect(await ended).toMatchObject({ code: status.UNAVAILABLE });
      expect(waiting).toBe(1_000);
      judge?.();
      await eventually(() => expect(server.streams()).toHaveLength(1_000));
      client.DeltaAggregatedResources().on('error', () => {});
      await eventually(() => expect(server.streams()).toHaveLength(1_001));
    } finally {
      for (const each of clients) each.close();
    }
  });

  test('larger headers than any token needs are not looked at', async () => {
    let calls = 0;
    await serve(() => {
      calls += 1;
      return { audience: 'a', identity: 'a' };
    });
    const session = connect('http://localhost', {
      createConnection: () => createConnection(address.slice('unix:'.length)),
      maxSendHeaderBlockLength: 1 << 20,
    });
    const ended = new Promise((resolve) => session.on('error', resolve));
    const request = session.request({
      ':method': 'POST',
      ':path': '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources',
      'content-type': 'application/grpc',
      authorization: `Bearer ${'a'.repeat(200_000)}`,
    });
    request.on('error', () => {});
    await ended;
    expect(calls).toBe(0);
  });

  test('the streams of an identity are ended, and no others', async () => {
    let count = 0;
    await serve(() => {
      count += 1;
      return { audience: 'a', identity: count === 1 ? 'first' : 'second' };
    });
    const first = client.DeltaAggregatedResources();
    const ended = new Promise((resolve) => first.on('status', resolve));
    first.resume();
    await eventually(() => expect(server.streams()).toHaveLength(1));
    const second = client.DeltaAggregatedResources();
    second.on('error', () => {});
    await eventually(() => expect(server.streams()).toHaveLength(2));
    server.endStreams('first');
    expect(await ended).toMatchObject({ code: status.OK });
    await eventually(() => expect(server.streams().map(({ identity }) => identity)).toEqual(['second']));
    second.cancel();
  });

  test('nobody is served over TCP without TLS', async () => {
    await serve();
    await expect(server.bind('127.0.0.1:0')).rejects.toThrow('without TLS');
    await expect(server.bind('127.0.0.1:0', ServerCredentials.createInsecure())).rejects.toThrow('without TLS');
  });

  test('the identity decides, not the node', async () => {
    cache.markReady();
    await serve((call) => {
      const identity = String(call.metadata.get('who')[0]);
      return { audience: identity, identity };
    });
    put('a', cluster('of-a'));
    put('b', cluster('of-b'));
    const metadata = new Metadata();
    metadata.set('who', 'b');
    const open = client.DeltaAggregatedResources as unknown as (
      with_: Metadata,
    ) => ReturnType<typeof client.DeltaAggregatedResources>;
    const stream = open.call(client, metadata);
    const { nth } = collect(stream);
    stream.write({ type_url: CLUSTER, node: { id: 'a', cluster: 'a' } });
    expect(namesOf(await nth(0))).toEqual(['of-b']);
    stream.end();
  });

  test('nothing is sent before the cache is ready, and everything after', async () => {
    await serve();
    const stream = client.DeltaAggregatedResources();
    const { responses, nth } = collect<DeltaDiscoveryResponse>(stream);
    stream.write({ type_url: CLUSTER });
    await eventually(async () => expect(server.streams()).toHaveLength(1));
    put('a', cluster('one'));
    put('a', cluster('two'));
    expect(responses).toEqual([]);
    expect(server.counters().size).toBe(0);
    cache.markReady();
    expect(namesOf(await nth(0))).toEqual(['one', 'two']);
    stream.end();
    await eventually(async () => expect(server.streams()).toEqual([]));
  });
});
