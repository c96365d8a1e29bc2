import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { Server as GrpcServer, ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testAuthority } from '../../src/gateway-api/testing/certificate.js';
import type { Container, Probe } from '../../src/injection/pod.js';
import { probeConfig } from '../../src/injection/probe-config.js';
import { probeUses, rewriteProbes } from '../../src/injection/probe-target.js';
import { PROBE_PORT } from '../../src/well-known/ports.js';
import {
  type EchoServer,
  eventually,
  type RunningEnvoy,
  send,
  startEcho,
  startEnvoy,
  startTlsEcho,
} from '../envoy/harness.js';

const ADDRESS = '127.0.0.1';
/** What Envoy has beside the probes: the same lists. */
const BOOTSTRAP = {
  static_resources: {
    clusters: [{ name: 'before', connect_timeout: '1s', load_assignment: { cluster_name: 'before' } }],
    listeners: [
      {
        name: 'before',
        address: { socket_address: { address: ADDRESS, port_value: 0 } },
        filter_chains: [
          {
            filters: [
              {
                name: 'envoy.filters.network.tcp_proxy',
                typed_config: {
                  '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
                  stat_prefix: 'before',
                  cluster: 'before',
                },
              },
            ],
          },
        ],
      },
    ],
  },
};

let http: EchoServer;
let https: EchoServer;
let redirecting: ReturnType<typeof createHttpServer>;
let tcp: Server;
let grpc: GrpcServer;
let grpcPort: number;
let serving: Readonly<Record<string, number>> = { '': 1, 'a/b c': 1 };
let envoy: RunningEnvoy;
let probes: Readonly<Record<string, Probe>>;

const portOf = (server: Server | ReturnType<typeof createHttpServer>) => (server.address() as { port: number }).port;

beforeAll(async () => {
  const { certificate, key } = testAuthority('a').issue(['app']);
  [http, https] = await Promise.all([startEcho('http'), startTlsEcho('https', { cert: certificate, key })]);
  redirecting = createHttpServer((_, response) => response.writeHead(302, { location: '/login' }).end()).listen(
    0,
    ADDRESS,
  );
  tcp = createServer((socket) => socket.destroy()).listen(0, ADDRESS);
  await Promise.all([once(redirecting, 'listening'), once(tcp, 'listening')]);
  [grpc, grpcPort] = await startHealth();
  const container: Container = {
    name: 'app',
    ports: [{ name: 'web', containerPort: http.port }],
    livenessProbe: {
      httpGet: { path: '/live?full=1&b=$(HOME)', port: 'web', httpHeaders: [{ name: 'Host', value: 'app' }] },
    },
    readinessProbe: { httpGet: { path: '/ready it', port: https.port, scheme: 'HTTPS' }, periodSeconds: 1 },
    startupProbe: { httpGet: { path: '/', port: portOf(redirecting) } },
    lifecycle: { preStop: { httpGet: { path: 'stop', port: http.port } } },
  };
  const other: Container = {
    name: 'other',
    livenessProbe: { tcpSocket: { port: portOf(tcp) }, periodSeconds: 1, timeoutSeconds: 1 },
    readinessProbe: { grpc: { port: grpcPort, service: 'a/b c' }, periodSeconds: 1 },
    startupProbe: { grpc: { port: grpcPort }, periodSeconds: 1 },
  };
  const spec = rewriteProbes({ containers: [container, other] }, new Set());
  const [one, two] = spec.containers;
  probes = {
    http: one?.livenessProbe,
    https: one?.readinessProbe,
    redirect: one?.startupProbe,
    hook: one?.lifecycle?.preStop,
    tcp: two?.livenessProbe,
    service: two?.readinessProbe,
    grpc: two?.startupProbe,
  } as Readonly<Record<string, Probe>>;
  const config = probeConfig(probeUses(spec), ADDRESS, 0);
  envoy = await startEnvoy({ bootstrap: BOOTSTRAP, args: ['--config-yaml', config] });
});

afterAll(async () => {
  await envoy?.stop();
  await Promise.all([http?.close(), https?.close()]);
  redirecting?.close();
  tcp?.close();
  grpc?.forceShutdown();
});

/** A server of the gRPC health protocol, in its bytes. */
async function startHealth(port = 0): Promise<[GrpcServer, number]> {
  const server = new GrpcServer();
  const same = (value: Buffer) => value;
  server.addService(
    {
      Check: {
        path: '/grpc.health.v1.Health/Check',
        requestStream: false,
        responseStream: false,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    },
    {
      Check: (call: { request: Buffer }, answer: (error: null, response: Buffer) => void) =>
        answer(null, Buffer.of(8, serving[call.request.subarray(2).toString()] ?? 3)),
    },
  );
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`${ADDRESS}:${port}`, ServerCredentials.createInsecure(), (error, chosen) =>
      error ? reject(error) : resolve(chosen),
    ),
  );
  return [server, bound];
}

/** What kubelet does with a probe: the status that it gets. */
async function ask(name: string, change: { path?: string; method?: string; headers?: Record<string, string> } = {}) {
  const { httpGet } = probes[name] ?? {};
  expect(httpGet).toMatchObject({ port: PROBE_PORT, scheme: 'HTTP' });
  const headers = Object.fromEntries(
    (httpGet?.httpHeaders ?? []).map((header) => [header.name.toLowerCase(), header.value]),
  );
  return send({
    to: await envoy.port('probes'),
    host: headers.host ?? '10.0.0.1:15020',
    path: encodeURI(httpGet?.path ?? ''),
    headers: { 'user-agent': 'kube-probe/1.37', ...headers },
    ...change,
  });
}

describe('HTTP probes', () => {
  test('reach the container as kubelet sends them', async () => {
    const { status, ...answer } = await ask('http');
    expect(status).toBe(200);
    const { path, host, headers, method } = answer.echoed();
    expect({ path, host, method }).toEqual({ path: '/live?full=1&b=$(HOME)', host: 'app', method: 'GET' });
    expect(headers).toEqual({ host: 'app', 'user-agent': 'kube-probe/1.37' });
  });

  test('reach one that speaks TLS, whatever certificate it has', async () => {
    const { status, ...answer } = await ask('https');
    expect(status).toBe(200);
    expect(answer.echoed()).toMatchObject({ name: 'https', path: '/ready%20it' });
  });

  test('take a redirect for an answer, as kubelet does when it leads elsewhere', async () => {
    const { status, headers } = await ask('redirect');
    expect(status).toBe(302);
    expect(headers.location).toBeUndefined();
  });

  test('are joined by hooks', async () => {
    expect((await ask('hook')).echoed().path).toBe('/stop');
  });

  test.each([
    ['another path', { path: '/admin' }],
    ['a longer path', { path: '/live/more' }],
    ['another query', { path: '/live?full=1' }],
    ['another method', { method: 'POST' }],
    ['another target', { headers: { 'x-gatewright-probe': 'http:1' } }],
    ['no target', { headers: {} }],
  ])('are all that gets through: %s does not', async (_, change) => {
    const before = http.requests;
    expect((await ask('http', change)).status).toBe(404);
    expect(http.requests).toBe(before);
  });
});

describe('probes that are not HTTP', () => {
  const reaches = (name: string, status: number) =>
    eventually(async () => expect((await ask(name)).status).toBe(status));

  test('a TCP port is healthy as long as somebody listens on it', async () => {
    await reaches('tcp', 200);
    const port = portOf(tcp);
    tcp.close();
    await reaches('tcp', 503);
    tcp = createServer((socket) => socket.destroy()).listen(port, ADDRESS);
    await reaches('tcp', 200);
  });

  test('a gRPC service is as healthy as it says, each for itself', async () => {
    await reaches('grpc', 200);
    await reaches('service', 200);
    serving = { '': 1, 'a/b c': 2 };
    await reaches('service', 503);
    await reaches('grpc', 200);
    serving = { '': 2, 'a/b c': 1 };
    await reaches('grpc', 503);
    await reaches('service', 200);
    serving = { '': 1, 'a/b c': 1 };
    await reaches('grpc', 200);
    grpc.forceShutdown();
    await reaches('grpc', 503);
    [grpc] = await startHealth(grpcPort);
    await reaches('grpc', 200);
  });
});

test('what is in the bootstrap stays beside it', async () => {
  expect(await envoy.port('before')).toBeGreaterThan(0);
  expect(await envoy.admin('/clusters')).toContain('before::');
});
