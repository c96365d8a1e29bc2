import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { connectionsWithin } from '../../src/standalone/open-files.js';
import { eventually, send, startEcho } from '../envoy/harness.js';
import { backendYaml, gatewayYaml, routeYaml, to } from './content.js';
import { Files, freePort, Gatewright } from './gatewright.js';

const HOST = 'www.example.com';
const FILES = 300;

test('where few files may be open, connections are refused before there are none left, and the others are served', async () => {
  const echo = await startEcho('a');
  const port = await freePort();
  const files = new Files({
    'gateway.yaml': gatewayYaml(port),
    'backend.yaml': backendYaml('a', echo.port),
    'route.yaml': routeYaml('www', HOST, `[{backendRefs: [${to('a')}]}]`),
  });
  const through = (...command: string[]) => ['prlimit', `--nofile=${FILES}:${FILES}`, ...command];
  const gatewright = await Gatewright.run(files, { through });
  const most = connectionsWithin(FILES, 1);
  expect(gatewright.err).toContain(`at most ${most} connections at a time`);
  await eventually(async () => expect((await send({ to: port, host: HOST })).status).toBe(200));
  const open = new Set<Socket>();
  try {
    for (let i = 0; i < most + 50; i++) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      open.add(socket);
      socket.once('close', () => open.delete(socket)).resume();
      await once(socket, 'connect');
    }
    await eventually(() => expect(open.size).toBe(most));
    // Those that are there work, each with a connection to the backend of its own.
    const answers = [...open].map(async (socket) => {
      socket.write(`GET / HTTP/1.1\r\nhost: ${HOST}\r\n\r\n`);
      return String((await once(socket, 'data'))[0]).split('\r\n')[0];
    });
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['HTTP/1.1 200 OK']));
  } finally {
    for (const socket of open) socket.destroy();
    await gatewright.stop();
    await echo.close();
    files.dispose();
  }
});
