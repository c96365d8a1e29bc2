import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { eventually, send, startEcho } from '../envoy/harness.js';
import { backendYaml, gatewayYaml, routeYaml, to } from './content.js';
import { envoysOf, Files, freePort, Gatewright } from './gatewright.js';

const HOST = 'www.example.com';

function files(port: number, name: string, backend: number): Files {
  return new Files({
    'gateway.yaml': gatewayYaml(port),
    'backend.yaml': backendYaml(name, backend),
    'route.yaml': routeYaml('www', HOST, `[{backendRefs: [${to(name)}]}]`),
  });
}

async function readiness({ admin }: Gatewright): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${admin}/readyz`);
  return { status: response.status, text: await response.text() };
}

async function programmed(gatewright: Gatewright): Promise<{ status: string; message: string }> {
  const { objects } = JSON.parse(await gatewright.get('/debug/status'));
  const { conditions } = objects['Gateway/default/web'].status.listeners[0];
  return conditions.find(({ type }: { type: string }) => type === 'Programmed');
}

test('a port that another gatewright serves is not shared with it, and is taken over when it is free', async () => {
  const [a, b] = await Promise.all([startEcho('a'), startEcho('b')]);
  const port = await freePort();
  const [first, second] = [files(port, 'a', a.port), files(port, 'b', b.port)];
  const holder = await Gatewright.run(first);
  const waiting = await Gatewright.run(second, { ready: false });
  await eventually(async () => {
    const { status, message } = await programmed(waiting);
    expect(status).toBe('False');
    expect(message).toContain(`127.0.0.1:${port} is in use by another program`);
  });
  await eventually(async () => {
    expect(await readiness(waiting)).toMatchObject({
      status: 503,
      text: expect.stringMatching(
        /^Gateway default\/web: listener http is not programmed: .* is in use by another program/,
      ),
    });
  });
  for (let i = 0; i < 50; i++) expect((await send({ to: port, host: HOST })).echoed().name).toBe('a');
  await holder.stop();
  await eventually(async () => expect((await send({ to: port, host: HOST })).echoed().name).toBe('b'));
  expect((await programmed(waiting)).status).toBe('True');
  expect(await readiness(waiting)).toEqual({ status: 200, text: 'ready\n' });
  await waiting.stop();
  await Promise.all([a.close(), b.close()]);
  for (const each of [first, second]) each.dispose();
});

test('a port that is taken at the start is opened as soon as it is free', async () => {
  const echo = await startEcho('a');
  const holder = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const config = files(port, 'a', echo.port);
  const gatewright = await Gatewright.run(config, { ready: false });
  await eventually(async () => expect((await programmed(gatewright)).status).toBe('False'));
  holder.close();
  await eventually(async () => expect((await send({ to: port, host: HOST })).echoed().name).toBe('a'));
  expect(gatewright.err).toContain('its port is free now');
  await gatewright.stop();
  await echo.close();
  config.dispose();
});

test('a Gateway that gets another name keeps its port', async () => {
  const echo = await startEcho('a');
  const port = await freePort();
  const config = files(port, 'a', echo.port);
  const gatewright = await Gatewright.run(config);
  await eventually(async () => expect((await send({ to: port, host: HOST })).status).toBe(200));
  config.write('gateway.yaml', gatewayYaml(port).replace('{name: web}', '{name: other}'));
  config.write('route.yaml', routeYaml('www', HOST, `[{backendRefs: [${to('a')}]}]`, 'other'));
  await eventually(async () => {
    expect(await gatewright.conditions('Gateway/default/other')).toMatchObject({ Programmed: 'True/Programmed' });
    expect((await send({ to: port, host: HOST })).status).toBe(200);
  });
  await gatewright.stop();
  await echo.close();
  config.dispose();
});

test('it is ready again when Envoy has what is new', async () => {
  const echo = await startEcho('a');
  const [port, next] = [await freePort(), await freePort()];
  const config = files(port, 'a', echo.port);
  const gatewright = await Gatewright.run(config);
  const [envoy = 0] = envoysOf(config);
  process.kill(envoy, 'SIGSTOP');
  config.write('gateway.yaml', gatewayYaml(port, `  - {name: new, port: ${next}, protocol: HTTP}\n`));
  await eventually(async () => {
    expect(await readiness(gatewright)).toEqual({
      status: 503,
      text: expect.stringMatching(new RegExp(`^Envoy has not acknowledged listener .*${next}`)),
    });
  });
  process.kill(envoy, 'SIGCONT');
  await gatewright.ready();
  expect((await send({ to: next, host: HOST })).status).toBe(200);
  await gatewright.stop();
  await echo.close();
  config.dispose();
});
