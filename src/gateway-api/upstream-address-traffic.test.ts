import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EchoServer, type RunningEnvoy, send, startEcho, startEnvoy } from '../../test/envoy/harness.js';
import { cluster } from '../envoy/cluster.js';
import { encode } from '../envoy-api/codec.js';
import { toJson } from '../envoy-api/to-json.js';
import { refusedAnswers } from './upstream-address.js';

/** What the real Envoy does with names that lead to addresses which are refused. */

const HCM = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const ROUTER = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

let backend: EchoServer;
let envoy: RunningEnvoy;

beforeAll(async () => {
  backend = await startEcho('backend');
  const { port } = backend;
  const own = (number: number) =>
    refusedAnswers({
      proxyOf: 'shared',
      ownEndpoints: ['127.0.0.1', '::1'].map((address) => ({ address, port: number })),
    });
  const refused = { local: refusedAnswers({ proxyOf: 'per-gateway' }), own: own(port), other: own(port + 1), none: [] };
  const clusters = Object.entries(refused).map(([name, each]) => {
    const discovery = { type: 'DNS', hostname: 'localhost', port, refused: each } as const;
    const encoded = encode('envoy.config.cluster.v3.Cluster', cluster({ name, protocol: 'HTTP', discovery }));
    return toJson('envoy.config.cluster.v3.Cluster', encoded);
  });
  const routes = Object.keys(refused).map((name) => ({ match: { prefix: `/${name}` }, route: { cluster: name } }));
  const manager = {
    '@type': HCM,
    stat_prefix: 'test',
    route_config: { virtual_hosts: [{ name: 'any', domains: ['*'], routes }] },
    http_filters: [{ name: 'router', typed_config: { '@type': ROUTER } }],
  };
  const address = { socket_address: { address: '127.0.0.1', port_value: 0 } };
  const filter_chains = [{ filters: [{ name: 'http', typed_config: manager }] }];
  const listeners = [{ name: 'test', address, filter_chains }];
  envoy = await startEnvoy({ bootstrap: { static_resources: { listeners, clusters } } });
});

afterAll(async () => {
  await envoy?.stop();
  await backend?.close();
});

test.each([
  ['local', 403],
  ['own', 403],
  ['other', 200],
  ['none', 200],
])('%s: %i, from the first request on', async (path, status) => {
  const to = await envoy.port('test');
  const before = backend.requests;
  for (let i = 0; i < 3; i++) expect((await send({ to, path: `/${path}` })).status).toBe(status);
  expect(backend.requests - before).toBe(status === 200 ? 3 : 0);
});
