import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { backend, local, rule } from '../../src/envoy/testing/example.js';
import type { Endpoint } from '../../src/model/index.js';
import { type EchoServer, startEcho } from '../envoy/harness.js';
import { type RunningExample, runExample } from './run.js';

const draining = (endpoints: readonly Endpoint[]): readonly Endpoint[] =>
  endpoints.map((endpoint) => ({ ...endpoint, health: 'Draining' }));

let echoes: readonly EchoServer[];
let envoy: RunningExample;
beforeAll(async () => {
  echoes = await Promise.all(['healthy', 'leaving'].map(startEcho));
  const [healthy = [], leaving = []] = echoes.map(({ port }) => local(port));
  const backends = {
    one: [...healthy, ...draining(leaving)],
    all: draining([...healthy, ...leaving]),
    zones: [...healthy.map((each) => ({ ...each, zone: 'a' })), ...leaving.map((each) => ({ ...each, zone: 'b' }))],
    none: [],
  };
  const to = (name: string) => [rule({ name, action: { type: 'Forward', backends: [backend(name)] } })];
  const hosts = Object.fromEntries(Object.keys(backends).map((name) => [`${name}.test`, to(name)]));
  envoy = await runExample(hosts, { echo: [], backends });
});
afterAll(async () => {
  await envoy.stop();
  await Promise.all(echoes.map((echo) => echo.close()));
});

/** Who answers forty requests, or the status. */
async function answers(host: string): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (let sent = 0; sent < 40; sent++) {
    const response = await envoy.request({ host });
    seen.add(response.status === 200 ? response.echoed().name : String(response.status));
  }
  return [...seen].sort();
}

test.each([
  ['an endpoint that drains gets no new requests', 'one.test', ['healthy']],
  ['unless all of them do', 'all.test', ['healthy', 'leaving']],
  ['all zones get requests', 'zones.test', ['healthy', 'leaving']],
  ['without endpoints the answer is 503', 'none.test', ['503']],
])('%s', async (_, host, expected) => {
  expect(await answers(host)).toEqual(expected);
});
