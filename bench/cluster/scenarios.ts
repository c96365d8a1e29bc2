import { pause } from '../standalone.js';
import { percentile } from '../statistics.js';
import { NAMESPACE, route, type Usage, type World } from './world.js';

/** What a scenario found: a column of the table. */
export type Findings = Readonly<Record<string, string | number>>;

const CHANGES = 20;
const CONNECTIONS = 4;

/** Adds routes one by one and asks each at once, until it is served: https://github.com/howardjohn/gateway-api-bench, "route probe". */
export async function routeProbe(world: World, count: number): Promise<Findings> {
  const before = await usage(world);
  const latencies: number[] = [];
  const wrong: (number | string)[] = [];
  for (let i = 0; i < count; i++) {
    const host = `probe-${i}.bench.test`;
    const begun = performance.now();
    await world.apply(route(`probe-${i}`, host));
    const others = await world.until(host, 200, 60_000);
    latencies.push(performance.now() - begun);
    wrong.push(...others.filter((answer) => answer !== 404));
  }
  const hundred = Math.min(100, count);
  const ms = (values: readonly number[], share: number) => percentile(values, share).toFixed(0);
  return {
    [`route probe, ${count} routes: mean ms`]: (latencies.reduce((sum, one) => sum + one, 0) / count).toFixed(0),
    'p50 ms': ms(latencies, 0.5),
    'p99 ms': ms(latencies, 0.99),
    'p50 of the first hundred, ms': ms(latencies.slice(0, hundred), 0.5),
    'p50 of the last hundred, ms': ms(latencies.slice(-hundred), 0.5),
    'answers but 404 before 200': wrong.length,
    ...difference('probe', before, await usage(world)),
  };
}

/** Deletes all routes of the probe, then creates as many at once, and deletes them again. */
export async function attachedRoutes(world: World, count: number): Promise<Findings> {
  const names = Array.from({ length: count }, (_, i) => `probe-${i}`);
  const gatewayWrites = world.countEvents('Gateway');
  const routeWrites = world.countEvents('HTTPRoute');
  const before = await usage(world);
  await atOnce(names, (name) => world.delete('HTTPRoute', name));
  const down = await timeUntilAttached(world, 1);
  await atOnce(names, (name) => world.apply(route(name, `${name}.bench.test`)));
  const up = await timeUntilAttached(world, count + 1);
  await settled(() => gatewayWrites.count() + routeWrites.count());
  const findings = {
    [`${count} routes created at once: s until attachedRoutes is right`]: up.toFixed(2),
    'deleted at once: s until attachedRoutes is right': down.toFixed(2),
    'writes of the Gateway status': gatewayWrites.count(),
    'writes of route statuses': routeWrites.count(),
    ...difference('attached routes', before, await usage(world)),
  };
  gatewayWrites.stop();
  routeWrites.stop();
  return findings;
}

/** Flips a backend and a header every 200 ms under constant requests. */
export async function routeChange(world: World): Promise<Findings> {
  const load = new Load(world, 'first.bench.test');
  for (let i = 0; i < CHANGES; i++) {
    await world.apply(route('first', 'first.bench.test', i % 2 === 0 ? 'two' : 'one', `x-bench: ${i}`));
    await pause(200);
  }
  return load.stop('route change');
}

/** A backend goes from two to six pods and to one, under constant requests. */
export async function backendScale(world: World): Promise<Findings> {
  await world.apply(route('first', 'first.bench.test', 'one'));
  const load = new Load(world, 'first.bench.test');
  for (const replicas of [6, 1]) {
    await world.client.request({
      method: 'PATCH',
      path: `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/one/scale`,
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas } },
    });
    for (let ready = -1; ready !== replicas; ) {
      await pause(200);
      ready = (await world.list('Pod', NAMESPACE, 'app=one')).filter(isReady).length;
    }
    await pause(5_000);
  }
  return load.stop('backend scale 2→6→1');
}

/** With everything there: a route changes each 200 ms for half a minute. */
export async function churn(world: World, count: number): Promise<Findings> {
  const before = await usage(world);
  const seconds = 30;
  for (let i = 0; i < seconds * 5; i++) {
    const name = `probe-${(i * 7) % count}`;
    await world.apply(route(name, `${name}.bench.test`, i % 2 === 0 ? 'two' : 'one', `x-bench: ${i}`));
    await pause(200);
  }
  return difference(`churn of ${seconds} s with ${count} routes`, before, await usage(world));
}

interface BothUsages {
  readonly controller: Usage;
  readonly proxy: Usage;
}

async function usage(world: World): Promise<BothUsages> {
  return { controller: await world.controllerUsage(), proxy: await world.proxyUsage() };
}

function difference(what: string, before: BothUsages, after: BothUsages): Findings {
  const seconds = (of: keyof BothUsages) => (after[of].cpuSeconds - before[of].cpuSeconds).toFixed(1);
  return {
    [`${what}: controller CPU s`]: seconds('controller'),
    [`${what}: proxy CPU s`]: seconds('proxy'),
    [`${what}: controller RSS MiB`]: Math.round(after.controller.rssMiB),
    [`${what}: proxy RSS MiB`]: Math.round(after.proxy.rssMiB),
  };
}

async function atOnce(names: readonly string[], act: (name: string) => Promise<unknown>): Promise<void> {
  const rest = [...names];
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (let name = rest.pop(); name !== undefined; name = rest.pop()) await act(name);
    }),
  );
}

async function timeUntilAttached(world: World, count: number): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const { status } = await world.get('Gateway', 'bench');
    const listeners = (status as { listeners?: { attachedRoutes: number }[] }).listeners ?? [];
    if (listeners[0]?.attachedRoutes === count) return (performance.now() - begun) / 1000;
    if (performance.now() - begun > 180_000) return Number.NaN;
    await pause(20);
  }
}

async function settled(count: () => number): Promise<void> {
  for (let last = -1; last !== count(); ) {
    last = count();
    await pause(5_000);
  }
}

function isReady({ status }: { readonly [field: string]: unknown }): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** Constant requests over kept connections. */
class Load {
  readonly #answers = new Map<number | string, number>();
  readonly #workers: readonly Promise<void>[];
  #running = true;

  constructor(world: World, host: string) {
    this.#workers = Array.from({ length: CONNECTIONS }, async () => {
      while (this.#running) {
        const answer = await world.request(host);
        this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
        await pause(2);
      }
    });
  }

  async stop(what: string): Promise<Findings> {
    this.#running = false;
    await Promise.all(this.#workers);
    const all = [...this.#answers.values()].reduce((sum, one) => sum + one, 0);
    return {
      [`${what}: requests`]: all,
      [`${what}: failed`]: all - (this.#answers.get(200) ?? 0),
    };
  }
}
