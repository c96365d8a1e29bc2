import { createServer as createHttpServer, type RequestListener, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { ADMIN_CLUSTER, adminCluster } from '../../src/envoy/bootstrap-files.js';
import { readinessListener } from '../../src/envoy/readiness-listener.js';
import { CLUSTER, LISTENER, ROUTE_CONFIGURATION, resource } from '../../src/envoy/resources.js';
import { LISTENER as MAIN, modelOf, rule } from '../../src/envoy/testing/example.js';
import { encoding } from '../../src/envoy/testing/source-model.js';
import type { XdsResource } from '../../src/xds/index.js';
import { eventually, type Received, send } from '../envoy/harness.js';
import { ServedEnvoy } from '../envoy/served-envoy.js';

let served: ServedEnvoy;
const servers: Server[] = [];
afterEach(async () => {
  await served.stop();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const readiness = (port: number, address = '127.0.0.1') =>
  resource(LISTENER, 'readiness', readinessListener({ addresses: [address] }, port));

const ask = (port: number, path: string, method = 'GET'): Promise<Received> => send({ to: port, path, method });

test('answers for readiness and statistics, and for nothing else of the admin interface', async () => {
  const port = await freePort();
  served = await ServedEnvoy.create();
  await served.serve();
  served.put(readiness(port));
  const envoy = await served.start('delta', true, { adminCluster: ADMIN_CLUSTER });
  expect((await ask(port, '/ready')).status).toBe(200);
  expect((await ask(port, '/stats/prometheus')).body).toContain('# TYPE envoy_server_live gauge');
  const refused: [string, string][] = [
    ['/ready', 'POST'],
    ['/ready', 'HEAD'],
    ['/stats/prometheus', 'POST'],
    ...['/', '/stats', '/ready/', '/ready/x', '/readyx', '/config_dump', '/stats/prometheus/', '/logging'].map(
      (path): [string, string] => [path, 'GET'],
    ),
    ...['/ready/../config_dump', '/ready/%2e%2e/config_dump', '//ready', '/stats/prometheus/../../certs'].map(
      (path): [string, string] => [path, 'GET'],
    ),
    ...['/quitquitquit', '/healthcheck/fail', '/reset_counters'].map((path): [string, string] => [path, 'POST']),
  ];
  for (const [path, method] of refused)
    expect([path, method, (await ask(port, path, method)).status]).toEqual([path, method, 404]);

  await envoy.admin('/healthcheck/fail', 'POST');
  expect((await ask(port, '/ready')).status).toBe(503);
});

/** Takes the place of the admin interface, and answers as `answer` does. */
async function withAdmin(answer: RequestListener): Promise<{ readonly port: number; readonly asked: () => number }> {
  let count = 0;
  const admin = createHttpServer((request, response) => {
    count += 1;
    answer(request, response);
  });
  servers.push(admin);
  await new Promise<void>((resolve) => admin.listen(0, '127.0.0.1', resolve));
  const place = { address: '127.0.0.1', port: (admin.address() as AddressInfo).port };
  const port = await freePort();
  served = await ServedEnvoy.create();
  await served.serve();
  served.put(resource(CLUSTER, ADMIN_CLUSTER, adminCluster(place)), readiness(port));
  await served.start('delta', true);
  return { port, asked: () => count };
}

test('answers for readiness whatever statistics take, of which it asks for one at a time', async () => {
  const held: ServerResponse[] = [];
  const { port, asked } = await withAdmin((_, response) => held.push(response));
  const requests = [ask(port, '/stats/prometheus')];
  await eventually(() => expect(asked()).toBe(1));
  expect((await ask(port, '/ready')).status).toBe(200);
  for (let more = 0; more < 5; more++) requests.push(ask(port, '/stats/prometheus'));
  expect((await Promise.all(requests.slice(1))).map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
  expect((await ask(port, '/ready')).status).toBe(200);
  expect(asked()).toBe(1);
  for (const response of held) response.end('statistics');
  expect((await requests[0])?.body).toBe('statistics');
});

test('limits how often it is asked for statistics, and not how often for readiness', async () => {
  const { port, asked } = await withAdmin((_, response) => response.end());
  const statuses: number[] = [];
  while (!statuses.includes(429)) statuses.push((await ask(port, '/stats/prometheus')).status);
  expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 200));
  expect(asked()).toBe(statuses.length - 1);
  for (let probe = 0; probe < 30; probe++) expect((await ask(port, '/ready')).status).toBe(200);
});

test('takes a number of connections, and does not keep them for long', async () => {
  const port = await freePort();
  served = await ServedEnvoy.create();
  await served.serve();
  served.put(readiness(port));
  const envoy = await served.start('delta', true, { adminCluster: ADMIN_CLUSTER });
  const sockets = Array.from({ length: 300 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  const closed = new Set<Socket>();
  for (const socket of sockets) socket.resume().once('close', () => closed.add(socket));
  await eventually(async () =>
    expect((await envoy.stats('connection_limit.readiness.'))['connection_limit.readiness.limited_connections']).toBe(
      44,
    ),
  );
  await eventually(() => expect(closed.size).toBe(300), { timeoutMs: 30_000 });
  expect((await ask(port, '/ready')).status).toBe(200);
});

test('answers on IPv4 where it binds all addresses of IPv6', async () => {
  const port = await freePort();
  served = await ServedEnvoy.create();
  await served.serve();
  served.put(readiness(port, '::'));
  await served.start('delta', true, { adminCluster: ADMIN_CLUSTER });
  expect((await ask(port, '/ready')).status).toBe(200);
});

test.each(['delta', 'sotw'] as const)('does not answer before every listener has its routes, %s', async (protocol) => {
  const port = await freePort();
  const { resources, replace } = encoding();
  replace(modelOf({ hosts: { '*': [rule({ action: { type: 'Error', status: 500 } })] } }));
  const of = (collection: typeof resources.listeners): XdsResource[] =>
    Array.from(collection.entries(), ([, each]) => each.resource);
  served = await ServedEnvoy.create();
  await served.serve();
  served.put(readiness(port), ...of(resources.listeners), ...of(resources.scopedRoutes));
  const envoy = await served.start(protocol, false, { adminCluster: ADMIN_CLUSTER });
  // Envoy has asked for the routes, so that it has the listeners, and waits.
  await eventually(async () =>
    expect((await envoy.stats('listener_manager.'))['listener_manager.lds.update_success']).toBe(1),
  );
  await expect(ask(port, '/ready')).rejects.toThrow();
  expect(await envoy.isReady()).toBe(false);

  served.put(...of(resources.routeConfigurations));
  expect(of(resources.routeConfigurations).map(({ typeUrl }) => typeUrl)).toEqual([
    expect.stringContaining(ROUTE_CONFIGURATION),
  ]);
  await eventually(async () => expect((await ask(port, '/ready')).status).toBe(200));
  // At once, without another wait.
  const main = await envoy.admin('/listeners?format=json');
  const statuses = (
    JSON.parse(main) as {
      listener_statuses: { name: string; local_address: { socket_address: { port_value: number } } }[];
    }
  ).listener_statuses;
  const open = statuses.find(({ name }) => name === MAIN)?.local_address.socket_address.port_value ?? 0;
  expect((await ask(open, '/')).status).toBe(500);
});
