import { Agent, createServer, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually, type RunningEnvoy, send, startEnvoy } from '../../test/envoy/harness.js';
import { drain } from './drain.js';

const held: ServerResponse[] = [];
const upstream: Server = createServer((incoming, response) => {
  if (incoming.url === '/slow') held.push(response);
  else response.end('ok');
});

function release(): void {
  for (const response of held.splice(0)) response.end('late');
}

const address = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });

/** Proxies HTTP by the listener `web`, and bytes by `tcp`. */
function bootstrap(port: number) {
  const http = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
  const manager = {
    '@type': http,
    stat_prefix: 'ns/web/80',
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, route: { cluster: 'up', timeout: '0s' } }] },
      ],
    },
    http_filters: [
      {
        name: 'router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  };
  const tcp = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy',
    stat_prefix: 'tcp',
    cluster: 'up',
  };
  const chain = (typed_config: object) => [{ filters: [{ name: 'filter', typed_config }] }];
  return {
    static_resources: {
      listeners: [
        { name: 'web', address: address(0), filter_chains: chain(manager) },
        { name: 'tcp', address: address(0), filter_chains: chain(tcp) },
      ],
      clusters: [
        {
          name: 'up',
          connect_timeout: '1s',
          load_assignment: {
            cluster_name: 'up',
            endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
          },
        },
      ],
    },
  };
}

let envoy: RunningEnvoy;
let agent: Agent;
beforeEach(async () => {
  if (!upstream.listening) await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  envoy = await startEnvoy({ bootstrap: bootstrap((upstream.address() as AddressInfo).port) });
  agent = new Agent({ keepAlive: true });
});
afterEach(async () => {
  release();
  agent.destroy();
  await envoy.stop();
});
afterAll(() => {
  upstream.close();
  upstream.closeAllConnections();
});

/** Starts a drain, and tells whether it is over. */
function start(options: Partial<Parameters<typeof drain>[0]> = {}) {
  const state: { result?: string } = {};
  const over = drain({
    adminSocket: envoy.adminSocket,
    minMs: 0,
    timeoutMs: 60_000,
    quietMs: 60_000,
    pollMs: 10,
    ...options,
  });
  const result = over.then((value) => {
    state.result = value;
    return value;
  });
  return { state, result };
}

/** How often the admin interface was asked, so that a drain which goes on is seen to look again. */
async function looks(): Promise<number> {
  return (await envoy.stats('http.admin.'))['http.admin.downstream_rq_total'] ?? 0;
}

async function looksAgain(): Promise<void> {
  const before = await looks();
  await eventually(async () => expect(await looks()).toBeGreaterThan(before + 5));
}

describe('drain', () => {
  test('waits for a slow request, while new ones are taken and told to close', async () => {
    const web = await envoy.port('web');
    const slow = send({ to: web, path: '/slow' });
    await eventually(() => expect(held).toHaveLength(1));
    const { state, result } = start();
    await eventually(async () => expect(await envoy.isReady()).toBe(false));
    const other = await send({ to: web, path: '/' });
    expect([other.status, other.headers.connection]).toEqual([200, 'close']);
    await looksAgain();
    expect(state.result).toBeUndefined();
    release();
    expect((await slow).body).toBe('late');
    expect(await result).toBe('drained');
  });

  test('waits for a connection that is not HTTP', async () => {
    const socket = connect(await envoy.port('tcp'), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    await eventually(async () => expect(Object.values(await envoy.stats('tcp.tcp.downstream_cx_total'))).toEqual([1]));
    const { state, result } = start({ quietMs: 0 });
    await looksAgain();
    expect(state.result).toBeUndefined();
    socket.destroy();
    expect(await result).toBe('drained');
  });

  test('waits for a kept connection until nothing has come for a while', async () => {
    const web = await envoy.port('web');
    await send({ to: web, path: '/', agent });
    const first = start();
    await looksAgain();
    expect(first.state.result).toBeUndefined();
    expect(await start({ quietMs: 1 }).result).toBe('drained');
    // The next answer tells the client to close.
    await send({ to: web, path: '/', agent });
    expect(await first.result).toBe('drained');
  });

  test('takes connections for a time in any case', async () => {
    const { state, result } = start({ minMs: 2_000 });
    await looksAgain();
    expect(state.result).toBeUndefined();
    expect(await result).toBe('drained');
  });

  test('gives up in time', async () => {
    request({ port: await envoy.port('web'), path: '/slow', agent })
      .on('error', () => {})
      .end();
    await eventually(() => expect(held).toHaveLength(1));
    expect(await start({ timeoutMs: 100 }).result).toBe('timeout');
  });

  test('is over when Envoy is gone', async () => {
    await envoy.stop();
    expect(await start().result).toBe('gone');
  });
});
