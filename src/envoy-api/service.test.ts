import { once } from 'node:events';
import { credentials, type handleBidiStreamingCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { any, decode, encode } from './codec.js';
import { type AggregatedDiscoveryClient, aggregatedDiscoveryService, connectAggregatedDiscovery } from './service.js';

const typeUrl = 'type.googleapis.com/envoy.config.cluster.v3.Cluster';
const cluster = any('envoy.config.cluster.v3.Cluster', { name: 'c' });

let server: Server;
let client: AggregatedDiscoveryClient;
const requests: unknown[] = [];

const sendClusters: handleBidiStreamingCall<Uint8Array, Uint8Array> = (call) => {
  call.on('data', (request) => {
    requests.push(decode('envoy.service.discovery.v3.DiscoveryRequest', request));
    call.write(encode('envoy.service.discovery.v3.DiscoveryResponse', { type_url: typeUrl, resources: [cluster] }));
  });
  call.on('end', () => call.end());
};

const sendDelta: handleBidiStreamingCall<Uint8Array, Uint8Array> = (call) => {
  const resources = [{ name: 'c', version: '1', resource: cluster }];
  call.on('data', (request) => {
    requests.push(decode('envoy.service.discovery.v3.DeltaDiscoveryRequest', request));
    const response = encode('envoy.service.discovery.v3.DeltaDiscoveryResponse', { nonce: 'n', resources });
    call.write(new Uint8Array(response));
  });
  call.on('end', () => call.end());
};

beforeEach(async () => {
  requests.length = 0;
  server = new Server();
  const service = aggregatedDiscoveryService();
  server.addService(service, { StreamAggregatedResources: sendClusters, DeltaAggregatedResources: sendDelta });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  client = connectAggregatedDiscovery(`127.0.0.1:${port}`, credentials.createInsecure());
});

afterEach(() => {
  client.close();
  server.forceShutdown();
});

describe('the aggregated discovery service', () => {
  test('has the paths that Envoy calls', () => {
    const { StreamAggregatedResources, DeltaAggregatedResources } = aggregatedDiscoveryService();
    const prefix = '/envoy.service.discovery.v3.AggregatedDiscoveryService';
    expect(StreamAggregatedResources.path).toBe(`${prefix}/StreamAggregatedResources`);
    expect(DeltaAggregatedResources.path).toBe(`${prefix}/DeltaAggregatedResources`);
  });

  test('carries delta requests and responses as bytes', async () => {
    const stream = client.DeltaAggregatedResources();
    stream.write({ node: { id: 'n' }, type_url: typeUrl, initial_resource_versions: { a: '1' } });
    const [response] = await once(stream, 'data');
    expect(requests).toEqual([{ node: { id: 'n' }, type_url: typeUrl, initial_resource_versions: { a: '1' } }]);
    expect(response.nonce).toBe('n');
    expect(response.resources[0].resource.type_url).toBe(typeUrl);
    expect(Buffer.from(cluster.value).equals(response.resources[0].resource.value)).toBe(true);
    stream.end();
    await once(stream, 'end');
  });

  test('carries state-of-the-world requests and responses as bytes', async () => {
    const stream = client.StreamAggregatedResources();
    stream.write({ type_url: typeUrl, error_detail: { code: 3, message: 'no' } });
    const [response] = await once(stream, 'data');
    expect(requests).toEqual([{ type_url: typeUrl, error_detail: { code: 3, message: 'no' } }]);
    expect(response.resources).toHaveLength(1);
    stream.end();
    await once(stream, 'end');
  });

  test('hands a Buffer to grpc-js without copying it', () => {
    const { responseSerialize } = aggregatedDiscoveryService().DeltaAggregatedResources;
    const bytes = Buffer.from('abc');
    expect(responseSerialize(bytes)).toBe(bytes);
    const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    expect(responseSerialize(view).buffer).toBe(bytes.buffer);
  });
});
