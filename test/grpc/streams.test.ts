import { once } from 'node:events';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEcho } from '../../src/echo/echo-server.js';
import type { EchoServer } from '../../src/echo/tcp-server.js';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import { SHARED } from '../../src/gateway-api/testing/translation.js';
import { type EchoedCall, GrpcClient } from '../envoy/grpc-client.js';
import { eventually } from '../envoy/harness.js';
import { LivePipeline } from '../envoy/live-pipeline.js';
import { freePort } from '../standalone/gatewright.js';
import { gatewayClass, secret, service } from '../tls/objects.js';

/** Streams through resources, translation, xDS and the real Envoy: nothing that changes elsewhere ends them. */

const GATEWAY_API = 'gateway.networking.k8s.io/v1';
const authority = testAuthority('one');
const otherAuthority = testAuthority('two');

let live: LivePipeline;
let servers: readonly EchoServer[];
let ports: { readonly http: number; readonly https: number; readonly more: number };
let clients: GrpcClient[] = [];

function gateway(...more: readonly object[]) {
  const allowedRoutes = { namespaces: { from: 'Same' } };
  const tls = { certificateRefs: [{ name: 'cert' }] };
  return {
    apiVersion: GATEWAY_API,
    kind: 'Gateway',
    metadata: { name: 'web' },
    spec: {
      gatewayClassName: 'gatewright',
      listeners: [
        { name: 'http', port: ports.http, protocol: 'HTTP', allowedRoutes },
        { name: 'https', port: ports.https, protocol: 'HTTPS', hostname: '*.example.com', tls, allowedRoutes },
        ...more,
      ],
    },
  };
}

function route(kind: 'HTTPRoute' | 'GRPCRoute', name: string, ...rules: readonly object[]) {
  const spec = { parentRefs: [{ name: 'web' }], hostnames: [`${name}.example.com`], rules };
  return { apiVersion: GATEWAY_API, kind, metadata: { name }, spec };
}

const to = (name: string, weight = 1) => ({ name, port: 443, weight });

const BASE = { backendRefs: [to('one')] };

beforeAll(async () => {
  servers = await Promise.all(['one', 'two'].map((name) => startEcho({ name, port: 0 })));
  ports = { http: await freePort(), https: await freePort(), more: await freePort() };
  const [one, two] = servers.map(({ port }) => port) as [number, number];
  live = await LivePipeline.start(SHARED, [gatewayClass, ...service('one', one), ...service('two', two)]);
});
afterAll(async () => {
  await live.stop();
  await Promise.all(servers.map((server) => server.close()));
});
beforeEach(async () => {
  live.apply(gateway(), secret('cert', authority.issue(['*.example.com'])), route('GRPCRoute', 'grpc', BASE));
  await answers(ports.http, 'grpc', 'one');
  await answers(ports.https, 'grpc', 'one', authority.certificate);
});
afterEach(() => {
  for (const client of clients) client.close();
  clients = [];
});

type Stream = ClientDuplexStream<Buffer, EchoedCall>;

function client(port: number, ca?: string, host = 'grpc'): GrpcClient {
  const created = new GrpcClient(port, `${host}.example.com`, ca);
  clients.push(created);
  return created;
}

function open(port: number, ca?: string): Stream {
  return client(port, ca).open({ method: 'shop.Orders/Watch' });
}

/** Name of the backend that answers the next message of a stream. */
async function ask(stream: Stream): Promise<string> {
  const signal = AbortSignal.timeout(5_000);
  const answer = once(stream, 'data', { signal });
  stream.write(Buffer.alloc(0));
  const [{ name }] = (await answer) as [EchoedCall];
  return name;
}

const answers = (port: number, host: string, expected: string, ca?: string) =>
  eventually(async () => {
    const { echoed, code } = await client(port, ca, host).call({ method: 'shop.Orders/Get' });
    expect(echoed?.name ?? code).toBe(expected);
  });

describe('a stream survives', () => {
  test.each<[string, () => void, () => Promise<void>]>([
    [
      'a GRPCRoute and an HTTPRoute that come',
      () =>
        live.apply(
          route('GRPCRoute', 'new', { backendRefs: [to('two')] }),
          route('HTTPRoute', 'old', { backendRefs: [to('two')] }),
        ),
      () => answers(ports.http, 'new', 'two'),
    ],
    [
      'and go',
      () => {
        live.remove('GRPCRoute', 'new');
        live.remove('HTTPRoute', 'old');
      },
      () => answers(ports.http, 'new', 'UNIMPLEMENTED'),
    ],
    [
      'other backends of its own rule',
      () => live.apply(route('GRPCRoute', 'grpc', { backendRefs: [to('one', 0), to('two')] })),
      () => answers(ports.http, 'grpc', 'two'),
    ],
    [
      'filters and matches of its own route',
      () =>
        live.apply(
          route('GRPCRoute', 'grpc', {
            matches: [{ method: { service: 'shop.Orders' } }],
            filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { set: [{ name: 'a', value: 'b' }] } }],
            backendRefs: [to('two')],
          }),
        ),
      () => answers(ports.http, 'grpc', 'two'),
    ],
    [
      'a listener on another port',
      () =>
        live.apply(
          gateway({
            name: 'more',
            port: ports.more,
            protocol: 'HTTP',
            allowedRoutes: { namespaces: { from: 'Same' } },
          }),
        ),
      () => answers(ports.more, 'grpc', 'one'),
    ],
    [
      'another certificate',
      () => live.apply(secret('cert', otherAuthority.issue(['*.example.com']))),
      () => answers(ports.https, 'grpc', 'one', otherAuthority.certificate),
    ],
  ])('%s', async (_, change, done) => {
    const streams = [open(ports.http), open(ports.https, authority.certificate)];
    const errors: Error[] = [];
    for (const stream of streams) stream.on('error', (error) => errors.push(error));
    const before = await Promise.all(streams.map(ask));
    change();
    await done();
    expect(await Promise.all(streams.map(ask))).toEqual(before);
    expect(errors).toEqual([]);
    for (const stream of streams) {
      const status = once(stream, 'status');
      stream.end();
      expect(await status).toMatchObject([{ code: 0 }]);
    }
  });
});
