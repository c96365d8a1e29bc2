/** Many sidecars on one replica of the controller: `npm run bench -- mesh-scale [SIDECARS]`. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpuMs, rssMiB } from '../process-usage.js';
import { pause } from '../standalone.js';
import { percentile, table } from '../statistics.js';
import type { FleetOptions } from './fleet.js';
import type { Answer, Change, Order, World } from './replica.js';

const WORLD: World = { namespaces: 50, services: 1_000, routes: 100 };
const ROUNDS = 30;
const LIMIT_MS = 120_000;

export async function scale(sidecars: number): Promise<void> {
  const replica = start('replica.ts');
  const fleet = start('fleet.ts');
  try {
    await measure(sidecars, replica, fleet);
  } finally {
    for (const child of [replica, fleet]) child.kill('SIGKILL');
  }
}

async function measure(sidecars: number, replica: ChildProcess, fleet: ChildProcess): Promise<void> {
  const pid = replica.pid as number;
  const { address = '', ca = '' } = await order(replica, { type: 'serve', world: WORLD });
  await pause(1_000);
  const alone = { cpu: cpuMs(pid), rss: rssMiB(pid) };
  const workloads = Array.from({ length: sidecars }, (_, i) => `team-${i % WORLD.namespaces}/default`);
  fleet.send({ address, ca, workloads } satisfies FleetOptions);
  const first = await order(replica, { type: 'settle', streams: sidecars });
  console.log(
    table([
      {
        sidecars,
        namespaces: WORLD.namespaces,
        Services: WORLD.services,
        'with routes': WORLD.routes,
        'start of all: s': (first.ms / 1_000).toFixed(1),
        'CPU s': ((cpuMs(pid) - alone.cpu) / 1_000).toFixed(2),
        'bytes each': Math.round(first.bytes / sidecars),
        'RSS MiB before': Math.round(alone.rss),
        'RSS MiB with them': Math.round(rssMiB(pid)),
      },
    ]),
  );
  const inTeam = workloads.filter((workload) => workload.startsWith('team-1/')).length;
  const kinds: Readonly<Record<string, { what: Change; acknowledgements: number }>> = {
    "a producer's route, for all": { what: 'producer', acknowledgements: sidecars },
    "a consumer's route, for one namespace": { what: 'consumer', acknowledgements: inTeam },
    'endpoints of a Service with a route': { what: 'endpoints', acknowledgements: sidecars },
    'all certificates renewed': { what: 'certificates', acknowledgements: sidecars },
  };
  // Makes the consumer's route, so that what is measured changes it.
  await order(replica, { type: 'change', what: 'consumer', variant: 1, acknowledgements: 1 });
  await order(replica, { type: 'settle', streams: sidecars });
  const rows: Record<string, string | number>[] = [];
  for (const [change, { what, acknowledgements }] of Object.entries(kinds)) {
    const before = cpuMs(pid);
    const answers: Answer[] = [];
    for (let variant = 2; variant < ROUNDS + 2; variant++) {
      answers.push(await order(replica, { type: 'change', what, variant, acknowledgements }));
      await pause(30);
    }
    const ms = answers.map((answer) => answer.ms);
    rows.push({
      change,
      'to sidecars': acknowledgements,
      'p50 ms': percentile(ms, 0.5).toFixed(1),
      'p99 ms': percentile(ms, 0.99).toFixed(1),
      'CPU ms/change': ((cpuMs(pid) - before) / ROUNDS).toFixed(1),
      'bytes/sidecar': Math.round((answers.at(-1)?.bytes ?? 0) / acknowledgements),
    });
  }
  console.log(table(rows));
  console.log(`RSS at the end: ${Math.round(rssMiB(pid))} MiB`);
}

function start(file: string): ChildProcess {
  return fork(new URL(`./${file}`, import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

async function order(replica: ChildProcess, message: Order): Promise<Answer> {
  const answered = once(replica, 'message', { signal: AbortSignal.timeout(LIMIT_MS) });
  replica.send(message);
  const [answer] = await answered;
  return answer as Answer;
}
