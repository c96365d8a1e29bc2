import { pause } from '../standalone.js';
import { percentile } from '../statistics.js';
import { route } from './objects.js';
import type { Answer, World } from './world.js';

/** What a scenario found, in the order of the table. */
export type Findings = Readonly<Record<string, number>>;

const PROBE_TIMEOUT_MS = 60_000;
const FLIPS = 20;
const FLIP_MS = 200;
const LOAD_CONNECTIONS = 4;
const CHURN_SECONDS = 30;
const CHURNED_PROBES = 50;
const REST_SECONDS = 20;

const probed = (i: number) => `probe-${i}`;

/** Nothing happens. */
export async function rest(world: World): Promise<Findings> {
  await pause(5_000);
  return measured(world, `${REST_SECONDS} s at rest`, () => pause(REST_SECONDS * 1000).then(() => ({})));
}

/** Adds routes one by one, and asks for each until it is served: gateway-api-bench's "route probe". */
export function routeProbe(world: World, count: number): Promise<Findings> {
  return measured(world, 'probe', async () => {
    const { latencies, wrong } = await probe(
      world,
      Array.from({ length: count }, (_, i) => probed(i)),
    );
    const hundred = Math.min(100, count);
    return {
      'routes probed': count,
      'probe: mean ms': mean(latencies),
      'probe: p50 ms': percentile(latencies, 0.5),
      'probe: p99 ms': percentile(latencies, 0.99),
      'probe: first hundred, p50 ms': percentile(latencies.slice(0, hundred), 0.5),
      'probe: last hundred, p50 ms': percentile(latencies.slice(-hundred), 0.5),
      'probe: answers but 404 before the 200': wrong.length,
    };
  });
}

/** With all routes there, one of them changes each 200 ms, and a backend gains or loses a pod each 5 s; meanwhile new routes are probed. */
export function churn(world: World, count: number): Promise<Findings> {
  return measured(world, `churn of ${CHURN_SECONDS} s`, async () => {
    const end = performance.now() + CHURN_SECONDS * 1000;
    const goesOn = () => performance.now() < end;
    const routes = async () => {
      for (let i = 0; goesOn(); i++) {
        await world.apply(route(probed((i * 7) % count), flip(i)));
        await pause(200);
      }
    };
    const pods = async () => {
      for (let i = 0; goesOn(); i++) {
        await world.scale('two', i % 2 === 0 ? 3 : 2);
        await pause(5_000);
      }
    };
    const names = Array.from({ length: CHURNED_PROBES }, (_, i) => `churned-${i}`);
    const [{ latencies, wrong }] = await Promise.all([probe(world, names), routes(), pods()]);
    for (const name of names) await world.delete('HTTPRoute', name);
    await world.scale('two', 2);
    await world.scaled('two', 2);
    return {
      'churn: p50 of probes meanwhile, ms': percentile(latencies, 0.5),
      'churn: answers but 404 before the 200': wrong.length,
    };
  });
}

/** Backend and header of a route are flipped under constant requests: gateway-api-bench's "route change". */
export function routeChange(world: World): Promise<Findings> {
  return underLoad(world, 'route change', async () => {
    for (let i = 0; i < FLIPS; i++) {
      await world.apply(route('first', flip(i)));
      await pause(FLIP_MS);
    }
  });
}

/** A backend goes from two pods to six and to one under constant requests. */
export async function backendScale(world: World): Promise<Findings> {
  await world.apply(route('first', { service: 'one' }));
  await world.scaled('one', 2);
  const findings = await underLoad(world, 'backend 2→6→1', async () => {
    for (const replicas of [6, 1]) {
      await world.scale('one', replicas);
      await world.scaled('one', replicas);
      await pause(3_000);
    }
  });
  await world.scale('one', 2);
  await world.scaled('one', 2);
  return findings;
}

/** All routes are deleted at once, and created at once: gateway-api-bench's "attached routes". */
export function attachedRoutes(world: World, count: number): Promise<Findings> {
  return measured(world, 'attached routes', async () => {
    const names = Array.from({ length: count }, (_, i) => probed(i));
    const gatewayWrites = await world.countModifications('Gateway');
    const routeWrites = await world.countModifications('HTTPRoute');
    await atOnce(names, (name) => world.delete('HTTPRoute', name));
    const down = await secondsUntilAttached(world, 1);
    await atOnce(names, (name) => world.apply(route(name)));
    const up = await secondsUntilAttached(world, count + 1);
    const written = () => gatewayWrites.count() + routeWrites.count();
    for (let last = -1; last !== written(); ) {
      last = written();
      await pause(5_000);
    }
    const findings = {
      'all deleted: s until attachedRoutes is right': down,
      'all created: s until attachedRoutes is right': up,
      'both: writes of the status of the Gateway': gatewayWrites.count(),
      'both: writes of statuses of routes': routeWrites.count(),
    };
    gatewayWrites.stop();
    routeWrites.stop();
    return findings;
  });
}

function flip(i: number): { service: string; header: string } {
  return { service: i % 2 === 0 ? 'two' : 'one', header: `${i}` };
}

async function probe(world: World, names: readonly string[]): Promise<{ latencies: number[]; wrong: Answer[] }> {
  const latencies: number[] = [];
  const wrong: Answer[] = [];
  for (const name of names) {
    const begun = performance.now();
    await world.apply(route(name));
    const others = await world.until(name, PROBE_TIMEOUT_MS);
    latencies.push(performance.now() - begun);
    wrong.push(...others.filter((answer) => answer !== 404));
  }
  report(wrong, 'a new route');
  return { latencies, wrong };
}

/** Findings of a scenario, and what controller and proxies needed for it. */
async function measured(world: World, what: string, scenario: () => Promise<Findings>): Promise<Findings> {
  const before = await world.usage();
  const findings = await scenario();
  const after = await world.usage();
  return {
    ...findings,
    [`${what}: controller CPU s`]: after.controller.cpuSeconds - before.controller.cpuSeconds,
    [`${what}: proxy CPU s`]: after.proxies.cpuSeconds - before.proxies.cpuSeconds,
    [`after ${what}: controller RSS MiB`]: after.controller.rssMiB,
    [`after ${what}: proxy RSS MiB`]: after.proxies.rssMiB,
  };
}

/** Constant requests over a few kept connections while something happens. */
async function underLoad(world: World, what: string, happening: () => Promise<void>): Promise<Findings> {
  const answers: Answer[] = [];
  let running = true;
  const workers = Array.from({ length: LOAD_CONNECTIONS }, async () => {
    while (running) {
      answers.push(await world.request('first'));
      await pause(5);
    }
  });
  await happening();
  running = false;
  await Promise.all(workers);
  const failed = answers.filter((answer) => answer !== 200);
  report(failed, what);
  return { [`${what}: requests`]: answers.length, [`${what}: failed requests`]: failed.length };
}

/** What went wrong, for the reader of the log. */
function report(wrong: readonly Answer[], what: string): void {
  const counts = new Map<Answer, number>();
  for (const answer of wrong) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  for (const [answer, count] of counts) console.log(`  ${what}: ${count} × ${answer}`);
}

async function atOnce(names: readonly string[], act: (name: string) => Promise<unknown>): Promise<void> {
  const left = [...names];
  const worker = async () => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) await act(name);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
}

async function secondsUntilAttached(world: World, count: number): Promise<number> {
  const begun = performance.now();
  while ((await world.attachedRoutes()) !== count) {
    if (performance.now() - begun > 180_000) throw new Error(`attachedRoutes does not become ${count}`);
    await pause(20);
  }
  return (performance.now() - begun) / 1000;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
