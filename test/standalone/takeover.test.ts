import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type EchoServer, eventually, send, startEcho } from '../envoy/harness.js';
import { backendYaml, gatewayYaml, routeYaml, to } from './content.js';
import { envoysOf, Files, freePort, Gatewright } from './gatewright.js';
import { Traffic } from './traffic.js';

const HOST = 'www.example.com';
const route = (backend: string) => routeYaml('www', HOST, `[{backendRefs: [${to(backend)}]}]`);

let echoes: EchoServer[];
beforeAll(async () => {
  echoes = await Promise.all(['a', 'b'].map((name) => startEcho(name)));
});
afterAll(async () => {
  await Promise.all(echoes.map((echo) => echo.close()));
});

test('no request fails when gatewright is killed and started again', async () => {
  const port = await freePort();
  const files = new Files({
    'gateway.yaml': gatewayYaml(port),
    'backends.yaml': echoes.map(({ name, port }) => backendYaml(name, port)).join('---\n'),
    'route.yaml': route('a'),
  });
  let gatewright = await Gatewright.run(files);
  await eventually(async () => expect((await send({ to: port, host: HOST })).status).toBe(200));
  const traffic = new Traffic({ to: port, host: HOST });
  for (const backend of ['b', 'a', 'b']) {
    gatewright.signal('SIGKILL');
    await gatewright.ended();
    const before = traffic.count;
    await eventually(() => expect(traffic.count).toBeGreaterThan(before + 50));
    // What is changed meanwhile is served by the next one.
    files.write('route.yaml', route(backend));
    gatewright = await Gatewright.run(files);
    await eventually(async () => expect((await send({ to: port, host: HOST })).echoed().name).toBe(backend));
    await eventually(() => expect(envoysOf(files)).toHaveLength(1));
  }
  const { 200: good, ...bad } = await traffic.stop();
  expect(bad).toEqual({});
  expect(good).toBeGreaterThan(200);
  expect(await gatewright.stop()).toBe(0);
  expect(envoysOf(files)).toEqual([]);
  files.dispose();
});
