import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askEnvoy } from '../../src/standalone/envoy-admin.js';
import { IN_FLIGHT_STATS, inFlight } from '../../src/standalone/in-flight.js';
import { type EchoServer, eventually, send, startEcho } from '../envoy/harness.js';
import { backendYaml, gatewayYaml, routeYaml, to } from './content.js';
import { envoysOf, Files, freePort, Gatewright, processesWith } from './gatewright.js';

const HOST = 'www.example.com';

let echo: EchoServer;
let port: number;
let files: Files;
beforeEach(async () => {
  echo = await startEcho('a');
  port = await freePort();
  files = new Files({
    'gateway.yaml': gatewayYaml(port),
    'backend.yaml': backendYaml('a', echo.port),
    'route.yaml': routeYaml('www', HOST, `[{backendRefs: [${to('a')}]}]`),
  });
});
afterEach(async () => {
  for (const pid of [...processesWith(files.state), ...envoysOf(files)]) process.kill(pid, 'SIGKILL');
  await echo.close();
  files.dispose();
});

const serves = () => eventually(async () => expect((await send({ to: port, host: HOST })).status).toBe(200));

/** Neither the program nor its Envoy is left. */
const nothingRuns = () => eventually(() => expect([...processesWith(files.state), ...envoysOf(files)]).toEqual([]));

/** Nor any socket or lock of theirs. */
async function nothingIsLeft(): Promise<void> {
  await nothingRuns();
  expect(readdirSync(files.state).filter((name) => /sock|pid/.test(name))).toEqual([]);
}

/** A command in a terminal of its own, which goes when the process that is started here does. */
const inTerminal = (...command: string[]) => ['script', '-qfec', command.join(' '), '/dev/null'];

describe('a closed terminal', () => {
  test('ends gatewright and its Envoy', async () => {
    const terminal = await Gatewright.run(files, { through: inTerminal });
    await serves();
    terminal.signal('SIGKILL');
    await nothingIsLeft();
  });

  test('ends them too when the kernel does not say so: there is no reader to print for', async () => {
    const through = (...command: string[]) => inTerminal('setsid', '-w', ...command);
    const terminal = await Gatewright.run(files, { through });
    await serves();
    terminal.signal('SIGKILL');
    await terminal.ended();
    files.write('route.yaml', 'nonsense');
    await nothingIsLeft();
  });
});

test('output without a reader is no reason to stop', async () => {
  const gatewright = await Gatewright.run(files, { args: ['--access-log'] });
  gatewright.leaveOutput();
  for (let i = 0; i < 20; i++) await serves();
  files.write('route.yaml', 'nonsense');
  await eventually(async () => expect(await gatewright.get('/debug/status')).toContain('route.yaml'));
  await serves();
  expect(await gatewright.stop()).toBe(0);
  await nothingIsLeft();
});

test('without input and output it serves, and ends as otherwise', async () => {
  const through = (...command: string[]) => ['sh', '-c', `exec ${command.join(' ')} <&- >&- 2>&-`];
  const gatewright = await Gatewright.run(files, { through });
  await serves();
  expect(await gatewright.stop()).toBe(0);
  await nothingIsLeft();
});

test.each(['SIGHUP', 'SIGQUIT'] as const)('%s leaves nothing behind', async (signal) => {
  const gatewright = await Gatewright.run(files);
  await serves();
  gatewright.signal(signal);
  expect(await gatewright.ended()).toBe(0);
  await nothingIsLeft();
});

test('who does not want to wait ends it with more signals, and its Envoy too', async () => {
  const slow = await freePort();
  files.write('backend.yaml', backendYaml('a', slow));
  const gatewright = await Gatewright.run(files, { args: ['--echo', `slow=${slow}`, '--drain-timeout', '600'] });
  const held = send({ to: port, host: HOST, path: '/?delay=600s', timeoutMs: 600_000 }).catch(() => 'cut');
  const admin = join(files.state, `envoy-${gatewright.pid}.sock`);
  await eventually(async () => expect(inFlight(await askEnvoy(admin, IN_FLIGHT_STATS))).toBe(1));
  gatewright.signal('SIGINT');
  await eventually(() => expect(gatewright.err).toContain('SIGINT: waiting up to 600 s'));
  for (let i = 0; i < 3; i++) gatewright.signal('SIGINT');
  await gatewright.ended();
  expect(await held).toBe('cut');
  // The lock may stay, and is taken over by the next one.
  await nothingRuns();
});

test('a stop says that it is one; neither it nor a UDP listener is worth a warning', async () => {
  files.write('gateway.yaml', gatewayYaml(port, `  - {name: udp, port: ${await freePort()}, protocol: UDP}\n`));
  files.write(
    'udp.yaml',
    `apiVersion: gateway.networking.k8s.io/v1
kind: UDPRoute
metadata: {name: udp}
spec:
  parentRefs: [{name: web, sectionName: udp}]
  rules: [{backendRefs: [${to('a')}]}]
`,
  );
  const gatewright = await Gatewright.run(files);
  await serves();
  expect(await gatewright.stop()).toBe(0);
  const lines = gatewright.err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ level }) => level !== 'info')).toEqual([]);
  expect(lines.at(-1)).toMatchObject({ component: 'gatewright', msg: 'stopped' });
});
