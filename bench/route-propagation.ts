/**
 * From writing a file to the first request that sees it, through the real Envoy, with 1 to 10,000 other routes on one listener:
 * `npm run bench -- route-propagation [COUNT…]`.
 */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { routeYaml, writeFixture } from './fixture.js';
import { cpuMs, rssMiB } from './process-usage.js';
import { freePort, pause, Standalone, startBackend, until } from './standalone.js';
import { percentile, table } from './statistics.js';

const CHANGES = 60;

/** Routes that are asked, spread over all, before the start counts as over. */
const SAMPLES = 200;

async function metric(admin: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${admin}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].map((match) =>
    Number(match[1]),
  );
  if (values.length === 0) throw new Error(`/metrics has no ${name}`);
  return values.reduce((sum, value) => sum + value, 0);
}

async function measure(count: number) {
  const folder = mkdtempSync(join(tmpdir(), 'gatewright-routes-'));
  const backend = await startBackend();
  const port = await freePort();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  writeFixture(folder, { listener: port, backend: backend.port }, count);
  const gatewright = await Standalone.start(folder);
  try {
    for (let i = 0; i < count; i += Math.ceil(count / SAMPLES)) {
      await until(agent, port, `host-${i}.bench.test`, 200, 120_000);
    }
    const coldStart = performance.now() - gatewright.startedAt;
    await pause(1_000);
    const before = {
      controller: cpuMs(gatewright.pid),
      envoy: cpuMs(gatewright.envoyPid),
      bytes: await metric(gatewright.admin, 'gatewright_xds_sent_bytes_total'),
    };
    const latencies: number[] = [];
    const wrong: number[] = [];
    for (let i = 0; i < CHANGES; i++) {
      const host = `new-${i}.bench.test`;
      const temporary = join(folder, '.new-route');
      writeFileSync(temporary, routeYaml(`new-${i}`, host));
      const written = performance.now();
      renameSync(temporary, join(folder, 'routes', `new-${i}.yaml`));
      const others = await until(agent, port, host, 200, 30_000);
      latencies.push(performance.now() - written);
      wrong.push(...others.filter((status) => status !== 404));
      await pause(30);
    }
    return {
      routes: count,
      'p50 ms': percentile(latencies, 0.5).toFixed(1),
      'p99 ms': percentile(latencies, 0.99).toFixed(1),
      'not 404 before 200': wrong.length,
      'bytes/change': Math.round(
        (await metric(gatewright.admin, 'gatewright_xds_sent_bytes_total')) / CHANGES - before.bytes / CHANGES,
      ),
      'controller CPU ms/change': ((cpuMs(gatewright.pid) - before.controller) / CHANGES).toFixed(1),
      'Envoy CPU ms/change': ((cpuMs(gatewright.envoyPid) - before.envoy) / CHANGES).toFixed(1),
      'controller RSS MiB': Math.round(rssMiB(gatewright.pid)),
      'Envoy RSS MiB': Math.round(rssMiB(gatewright.envoyPid)),
      'cold start s': (coldStart / 1000).toFixed(2),
    };
  } finally {
    await gatewright.stop();
    agent.destroy();
    backend.server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function routePropagation(counts: readonly number[]): Promise<void> {
  const rows: Awaited<ReturnType<typeof measure>>[] = [];
  for (const count of counts) rows.push(await measure(count));
  console.log(table(rows));
  const p50 = (count: number) => Number(rows.find(({ routes }) => routes === count)?.['p50 ms']);
  if (counts.includes(100) && counts.includes(10_000)) {
    console.log(`p50 with 10,000 routes / with 100 routes: ${(p50(10_000) / p50(100)).toFixed(2)}`);
  }
}
