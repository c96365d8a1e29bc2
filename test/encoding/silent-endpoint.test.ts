import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { backend, local, rule } from '../../src/envoy/testing/example.js';
import { type EchoServer, eventually, startEcho } from '../envoy/harness.js';
import { type RunningExample, runExample } from './run.js';

/** An endpoint that does not answer a connection, as those of a node that is lost: nothing comes back, not even a refusal. */

/** The kernel ignores connections that come when the queue of those that wait to be taken is full. */
const SERVER = `const server = require('node:http').createServer((_, response) => response.end('silent'));
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;

const REQUESTS = 300;
const CLUSTER = 'cluster.default/some_80.';

let server: ChildProcess;
const queued: Socket[] = [];
let live: readonly EchoServer[];
let envoy: RunningExample;

async function fillQueue(port: number): Promise<void> {
  await eventually(async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    queued.push(socket);
    const answer = once(socket, 'connect', { signal: AbortSignal.timeout(300) });
    await expect(answer).rejects.toThrow();
  });
}

beforeAll(async () => {
  server = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = Number((await once(server.stdout as NodeJS.ReadableStream, 'data'))[0]);
  server.kill('SIGSTOP');
  await fillQueue(port);
  live = await Promise.all(['one', 'other'].map(startEcho));
  const backends = { some: local(port, ...live.map((echo) => echo.port)) };
  const rules = [rule({ action: { type: 'Forward', backends: [backend('some')] } })];
  envoy = await runExample({ 'some.test': rules }, { echo: [], backends });
});
afterAll(async () => {
  await envoy?.stop();
  for (const socket of queued) socket.destroy();
  server.kill('SIGKILL');
  await Promise.all((live ?? []).map((echo) => echo.close()));
});

const request = () => envoy.request({ host: 'some.test', method: 'POST', body: 'x', timeoutMs: 30_000 });

test('no request fails, and few wait, since the endpoint is left out for a while', async () => {
  const statuses = new Set<number>();
  for (let sent = 0; sent < REQUESTS; sent++) statuses.add((await request()).status);
  expect([...statuses]).toEqual([200]);
  const stats = await envoy.envoy.stats(CLUSTER);
  expect(stats[`${CLUSTER}outlier_detection.ejections_enforced_total`]).toBeGreaterThan(0);
  expect(stats[`${CLUSTER}upstream_cx_connect_timeout`]).toBeLessThan(REQUESTS / 20);
}, 120_000);

test('it gets requests when it answers again', async () => {
  for (const socket of queued) socket.destroy();
  server.kill('SIGCONT');
  await eventually(async () => expect((await request()).body).toBe('silent'), { timeoutMs: 60_000 });
}, 90_000);
